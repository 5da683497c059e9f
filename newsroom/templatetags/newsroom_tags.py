"""Template tags and filters of the newsroom."""

import datetime
from functools import lru_cache

from django import template
from django.template.base import FilterExpression, Parser, Token
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text import RichText

from newsroom.addresses.indexes import term_address
from newsroom.blocks.rich_text import rich_text_html
from newsroom.caching.request_state import once_per_state
from newsroom.faults.parts import may_be_left_out, part_or
from newsroom.languages import configured
from newsroom.languages.configured import active_language
from newsroom.media.picture_element import picture_element
from newsroom.media.pictures import WIDTHS, picture_from_renditions
from newsroom.models import NewsroomImage
from newsroom.models.terms import Term
from newsroom.pages.metadata import Head, page_head
from newsroom.translation.counterparts import fallback_url
from newsroom.translation.dates import format_long_date, format_office_time, format_short_date
from newsroom.translation.locales import language_of

register = template.Library()


@register.simple_tag(takes_context=True)
def term_url(context: template.Context, term: Term) -> str:
    """Return the address of the list of a term's statements."""
    return term_address(term, request=context["request"])


@register.simple_tag(takes_context=True)
def statement_url(context: template.Context, page: Page) -> str:
    """Return an address of `page` that keeps the reader's language."""
    request = context.get("request")
    if get_language() not in (None, language_of(page)):
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
def office_time(value: datetime.datetime | None) -> str:
    """Return a moment with its time and the office's zone in the active language."""
    return format_office_time(value) if value else ""


@register.filter
def minute(value: datetime.datetime | None) -> str:
    """Return "16 June 2016, 09:30" in the active language, in the office's zone."""
    if value is None:
        return ""
    return f"{short_date(value)}, {timezone.localtime(value):%H:%M}"


@register.filter
def language_name(page: Page) -> str:
    """Return the name of a page's language in the active language."""
    return str(configured.language_name(page.locale.language_code))


@register.filter
def body_text(value: RichText | str | None) -> SafeString:
    """Return stored rich text as HTML, with links to what is public only."""
    source = value.source if isinstance(value, RichText) else value or ""
    return mark_safe(rich_text_html(source))  # noqa: S308  (Wagtail has cleaned it)


@register.simple_tag(takes_context=True)
def responsive_picture(
    context: template.Context,
    image: NewsroomImage | None,
    *,
    alt: str = "",
    sizes: str = "100vw",
    widths: str = "",
    lazy: bool = True,
    **attributes: str,
) -> str:
    """Render a picture in the best format and nearest width that the browser supports.

    "" where there is no picture, or none of its sizes exists yet.
    """
    if not image:
        return ""
    wanted = _widths(widths)
    css_class = attributes.get("class", "")
    with may_be_left_out("picture", block=str(image.pk)):
        picture = picture_from_renditions(image, widths=wanted, request=context.get("request"))
        if picture is not None:
            return picture_element(picture, alt=alt, sizes=sizes, css_class=css_class, lazy=lazy)
    return ""


@register.tag("once_per_state")
def do_once_per_state(parser: Parser, token: Token) -> "OncePerStateNode":
    """Render a part of a template once for each state of the office, language and key.

        {% once_per_state "footer" key %}…{% endonce_per_state %}

    The part may depend on the office, on the language and on the values of the key only.
    """
    _tag, name, *keys = token.split_contents()
    nodes = parser.parse(("endonce_per_state",))
    parser.delete_first_token()
    return OncePerStateNode(
        nodes, name=name.strip("\"'"), keys=[parser.compile_filter(key) for key in keys]
    )


class OncePerStateNode(template.Node):
    """The node of `once_per_state`."""

    def __init__(
        self, nodelist: template.NodeList, *, name: str, keys: list[FilterExpression]
    ) -> None:
        self.nodelist = nodelist
        self.name = name
        self.keys = keys

    def render(self, context: template.Context) -> SafeString:
        """Return the text of the part, rendered now or earlier in this state."""
        key = ("fragment", self.name, get_language(), *(row.resolve(context) for row in self.keys))
        return once_per_state(context.get("request"), key, lambda: self.nodelist.render(context))


@register.tag("part")
def do_part(parser: Parser, token: Token) -> "PartNode":
    """Leave a part of a page out where it fails.

        {% part "footer" page.pk %}…{% endpart %}

    The number of the page, which may be left out, is logged with the failure.
    """
    _tag, name, *page = token.split_contents()
    nodes = parser.parse(("endpart",))
    parser.delete_first_token()
    number = parser.compile_filter(page[0]) if page else None
    return PartNode(nodes, name=name.strip("\"'"), page=number)


class PartNode(template.Node):
    """The node of `part`."""

    def __init__(
        self, nodelist: template.NodeList, *, name: str, page: FilterExpression | None
    ) -> None:
        self.nodelist = nodelist
        self.name = name
        self.page = page

    def render(self, context: template.Context) -> SafeString:
        """Return the text of the part, "" where it fails."""
        page = self.page.resolve(context, ignore_failures=True) if self.page else None
        return part_or(
            SafeString(""), lambda: self.nodelist.render(context), part=self.name, page=page
        )


@lru_cache(maxsize=64)
def _widths(text: str) -> tuple[int, ...]:
    return tuple(int(width) for width in text.split(",")) if text else WIDTHS


def _day(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
