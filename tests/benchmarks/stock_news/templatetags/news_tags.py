"""Template tags of the stock site: the menu and the newest articles."""

from django import template
from news.models import newest_articles
from wagtail.models import Site

register = template.Library()


@register.simple_tag(takes_context=True)
def menu_pages(context):
    """Return the pages of the main menu."""
    site = Site.find_for_request(context["request"])
    return site.root_page.get_children().live().in_menu()


@register.simple_tag
def newest(count):
    """Return the newest articles."""
    return newest_articles()[:count]
