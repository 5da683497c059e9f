"""Template tags and filters of the newsroom."""

import datetime

from django import template
from django.utils import timezone
from wagtail.models import Page

from newsroom.addresses.indexes import term_address
from newsroom.languages import configured
from newsroom.languages.configured import active_language
from newsroom.media.pictures import WIDTHS, picture_from_renditions
from newsroom.models import NewsroomImage
from newsroom.models.terms import Term
from newsroom.pages.metadata import Head, page_head
from newsroom.translation.counterparts import fallback_url, is_untranslated
from newsroom.translation.dates import format_long_date, format_short_date

register = template.Library()


@register.simple_tag(takes_context=True)
def term_url(context: template.Context, term: Term) -> str:
    """Return the address of the list of a term's statements."""
    return term_address(term, request=context["request"])


@register.simple_tag(takes_context=True)
def statement_url(context: template.Context, page: Page) -> str:
    """Return an address of `page` that keeps the reader's language."""
    request = context.get("request")
    if is_untranslated(page):
        return fallback_url(page, request)
    return page.get_url(request) or ""


@register.simple_tag(takes_context=True)
def head_metadata(context: template.Context) -> Head | None:
    """Return the metadata for the head of the current page, or None without a page."""
    page, request = context.get("page"), context.get("request")
    if request is None or not isinstance(page, Page) or page.pk is None:
        return None
    return page_head(page, context=context.flatten())


@register.filter
def long_date(value: datetime.date | None) -> str:
    """Return "Thursday 16 June 2016" in the active language; times in the office's zone."""
    return format_long_date(_day(value), language=active_language()) if value else ""


@register.filter
def short_date(value: datetime.date | None) -> str:
    """Return "16 June 2016" in the active language; times in the office's zone."""
    return format_short_date(_day(value), language=active_language()) if value else ""


@register.filter
def language_name(page: Page) -> str:
    """Return the name of a page's language in the active language."""
    return str(configured.language_name(page.locale.language_code))


@register.inclusion_tag("newsroom/tags/responsive_picture.html")
def responsive_picture(
    image: NewsroomImage | None,
    *,
    alt: str = "",
    sizes: str = "100vw",
    widths: str = "",
    lazy: bool = True,
    **attributes: str,
) -> dict:
    """Render a picture in the best format and nearest width that the browser supports."""
    if not image:
        return {"picture": None}
    wanted = [int(width) for width in widths.split(",")] if widths else WIDTHS
    return {
        "picture": picture_from_renditions(image, widths=wanted),
        "alt": alt,
        "sizes": sizes,
        "lazy": lazy,
        "css_class": attributes.get("class", ""),
    }


def _day(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
