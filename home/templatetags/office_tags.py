"""What do templates ask about the site around a page?"""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import Resolver404, resolve, translate_url
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from wagtail.models import Page

from home.pages import stylesheet
from newsroom.addresses.indexes import index_address, index_for
from newsroom.addresses.routes import Destination
from newsroom.languages.configured import other_language
from newsroom.translation.counterparts import other_language_url

register = template.Library()


@dataclass(frozen=True, kw_only=True)
class LanguageSwitch:
    """The way to the same page in the other language, named in that language."""

    url: str
    label: str
    language: str


@register.simple_tag(takes_context=True)
def language_switch(context: template.Context) -> LanguageSwitch | None:
    """Return the switch for the page being shown; None where there is no request (a 500).

    `other_language_url` of the context says where it leads where the view knows.
    """
    request = context.get("request")
    if request is None:
        return None
    other = other_language(translation.get_language() or settings.LANGUAGE_CODE)
    page = context.get("page")
    if known := context.get("other_language_url"):
        url = known
    elif isinstance(page, Page) and page.pk:
        url = other_language_url(page, request)
    else:
        url = _view_url(request, language=other)
    return LanguageSwitch(url=url, label=dict(settings.LANGUAGES)[other], language=other)


@register.simple_tag(takes_context=True)
def office_css_url(context: template.Context) -> str:
    """Return the address of the stylesheet with the office's colour."""
    return stylesheet.office_css_url(context["request"])


@register.simple_tag(takes_context=True)
def feeds_page_url(context: template.Context) -> str:
    """Return the address of the page that lists the feeds.

    "" before there is a news index, and where the office's own footer menu leads there already.
    """
    request = context.get("request")
    language = translation.get_language() or settings.LANGUAGE_CODE
    index = index_for(language, request=request) if request else None
    if index is None:
        return ""
    url = index_address(index, destination=Destination(is_feeds_page=True), request=request)
    return "" if any(link.url == url for link in context.get("footer_menu") or []) else url


@register.simple_tag
def this_year() -> int:
    """Return the year in the office's time zone, for the copyright line."""
    return timezone.localdate().year


@register.simple_tag
def other_funding(office, language: str) -> str:
    """Return the funding statement in the language that the page is not in."""
    return getattr(office, f"funding_{other_language(language)}")


@register.filter
def foreign(language: str) -> SafeString:
    """Return ` lang="…"` for words in another language than the page, else nothing."""
    if language not in dict(settings.LANGUAGES) or language == translation.get_language():
        return SafeString("")
    return SafeString(f' lang="{language}"')


def _view_url(request: HttpRequest, *, language: str) -> str:
    """Return the same view in `language`, or its home page where the address leads nowhere."""
    try:
        match = resolve(request.path_info)
    except Resolver404:
        match = None
    if match is not None and match.url_name and match.url_name != "wagtail_serve":
        return translate_url(request.get_full_path(), language)
    prefix = "" if language == settings.LANGUAGE_CODE else f"{language}/"
    return f"/{prefix}"
