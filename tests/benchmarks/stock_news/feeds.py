"""The RSS feed of the stock site, by Django's syndication framework."""

from django.contrib.syndication.views import Feed
from news.models import ArticlePage

LENGTH = 20


class NewsFeed(Feed):
    """The newest articles with their whole text."""

    title = "News"
    link = "/news/"
    description = "The newest articles."

    def items(self):
        """Return the newest articles."""
        return ArticlePage.objects.live().order_by("-date", "-pk")[:LENGTH]

    def item_title(self, item):
        """Return the title of an article."""
        return item.title

    def item_description(self, item):
        """Return the whole text of an article as HTML."""
        return item.body.render_as_block()

    def item_link(self, item):
        """Return the address of an article."""
        return item.full_url

    def item_pubdate(self, item):
        """Return the time of an article's first publication."""
        return item.first_published_at
