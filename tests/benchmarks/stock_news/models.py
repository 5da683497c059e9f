"""The pages of the stock site: an index and its articles."""

from django.core.paginator import Paginator
from django.db import models
from modelcluster.fields import ParentalManyToManyField
from news.blocks import BodyBlock
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail.snippets.models import register_snippet

PAGE_SIZE = 20


@register_snippet
class Category(models.Model):
    """A category of articles."""

    name = models.CharField(max_length=100)
    slug = models.SlugField(unique=True)

    panels = [FieldPanel("name"), FieldPanel("slug")]

    def __str__(self):
        return self.name


class NewsIndexPage(Page):
    """The list of articles, newest first; `?category=` selects those of one category."""

    introduction = models.TextField(blank=True)

    content_panels = [*Page.content_panels, "introduction"]
    template = "news/news_index_page.html"

    def get_context(self, request):
        """Return the context with one page of articles."""
        context = super().get_context(request)
        articles = newest_articles(self)
        if slug := request.GET.get("category"):
            articles = articles.filter(categories__slug=slug)
        context["articles"] = Paginator(articles, PAGE_SIZE).get_page(request.GET.get("page"))
        context["categories"] = Category.objects.all()
        return context


class ArticlePage(Page):
    """An article."""

    date = models.DateField()
    summary = models.TextField(blank=True)
    lead_image = models.ForeignKey(
        "wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_image_alt = models.CharField(max_length=255, blank=True)
    lead_image_caption = models.CharField(max_length=400, blank=True)
    categories = ParentalManyToManyField(Category, blank=True)
    body = StreamField(BodyBlock())

    content_panels = [
        *Page.content_panels,
        "date",
        "summary",
        "lead_image",
        "lead_image_alt",
        "lead_image_caption",
        "categories",
        "body",
    ]
    search_fields = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    api_fields = [
        APIField("date"),
        APIField("summary"),
        APIField("lead_image"),
        APIField("categories"),
        APIField("body"),
    ]
    template = "news/article_page.html"


def newest_articles(parent: Page | None = None) -> models.QuerySet:
    """Return the live articles, newest first, with what a list shows."""
    articles = ArticlePage.objects.live()
    if parent is not None:
        articles = articles.child_of(parent)
    return (
        articles.order_by("-date", "-pk")
        .select_related("lead_image")
        .prefetch_related("categories", "lead_image__renditions")
        .defer("body")
    )
