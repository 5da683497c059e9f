"""Template tags for the parts of a page that belong to the office and its site."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, translate_url
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from wagtail.models import Page

from home.pages import stylesheet
from home.pages.furniture import remember_furniture
from newsroom.addresses.indexes import index_address, index_for
from newsroom.addresses.routes import Destination
from newsroom.languages.configured import other_language
from newsroom.media.pictures import Size, existing_size
from newsroom.translation.counterparts import other_language_url

register = template.Library()

LOGO = "max-640x160"


@dataclass(frozen=True, kw_only=True)
class LanguageSwitch:
    """The link to the same page in the other language, with its label in that language."""

    url: str
    label: str
    language: str


@register.simple_tag(takes_context=True)
def language_switch(context: template.Context) -> LanguageSwitch | None:
    """Return the switch for the current page; None without a request, as on a 500 page.

    A view may set its address as `other_language_url` in the context.
    """
    request = context.get("request")
    if request is None:
        return None
    other = other_language(translation.get_language() or settings.LANGUAGE_CODE)
    page = context.get("page")
    if given := context.get("other_language_url"):
        url = given
    elif isinstance(page, Page) and page.pk:
        url = other_language_url(page, request)
    else:
        url = _view_url(request, language=other)
    return LanguageSwitch(url=url, label=dict(settings.LANGUAGES)[other], language=other)


@register.simple_tag(takes_context=True)
def office_css_url(context: template.Context) -> str:
    """Return the address of the stylesheet with the office's colour."""
    return stylesheet.office_css_url(context["request"])


@register.simple_tag(takes_context=True, name="remember_furniture")
def remember_for_error_pages(context: template.Context) -> str:
    """Remember what surrounds this page, for error pages without a database; return ""."""
    remember_furniture(context["request"])
    return ""


@register.simple_tag(takes_context=True)
def feeds_page_url(context: template.Context) -> str:
    """Return the address of the page that lists the feeds.

    "" without a news index, and where the office's footer menu has the link already.
    """
    return _index_page_url(context, Destination(is_feeds_page=True))


@register.simple_tag(takes_context=True)
def corrections_page_url(context: template.Context) -> str:
    """Return the address of the register of corrections; "" as for the page of feeds."""
    return _index_page_url(context, Destination(is_corrections=True))


def _index_page_url(context: template.Context, destination: Destination) -> str:
    request = context.get("request")
    language = translation.get_language() or settings.LANGUAGE_CODE
    index = index_for(language, request=request) if request else None
    if index is None:
        return ""
    url = index_address(index, destination=destination, request=request)
    return "" if any(link.url == url for link in context.get("footer_menu") or []) else url


@register.simple_tag(takes_context=True)
def office_logo(context: template.Context) -> Size | None:
    """Return the office's logo in the size of the masthead; None where there is none yet."""
    logo = getattr(context.get("office"), "logo", None)
    return existing_size(logo, spec=LOGO, request=context.get("request")) if logo else None


@register.simple_tag
def this_year() -> int:
    """Return the year in the office's time zone, for the copyright line."""
    return timezone.localdate().year


@register.simple_tag
def other_funding(office, language: str) -> str:
    """Return the funding statement in the other language than that of the page."""
    return getattr(office, f"funding_{other_language(language)}")


@register.filter
def foreign(language: str) -> SafeString:
    """Return ` lang="…"` for text in another language than the page, else ""."""
    if language not in dict(settings.LANGUAGES) or language == translation.get_language():
        return SafeString("")
    return SafeString(f' lang="{language}"')


def _view_url(request: HttpRequest, *, language: str) -> str:
    """Return the address of the same view in `language`, or of the home page if there is none."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        match = None
    if match is not None and match.url_name and match.url_name != "wagtail_serve":
        return translate_url(request.get_full_path(), language)
    prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"/{prefix}"
