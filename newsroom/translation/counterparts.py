"""Where is the same page in the other language?"""

from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Page

from newsroom.translation.locales import language_of
from newsroom.visibility import public


def counterpart(page: Page) -> Page | None:
    """Return the public page with the same meaning in the other language. One query, once."""
    if "_newsroom_counterpart" not in page.__dict__:
        page.__dict__["_newsroom_counterpart"] = (
            public(Page.objects.filter(translation_key=page.translation_key))
            .exclude(locale_id=page.locale_id)
            .select_related("locale")
            .first()
        )
    return page.__dict__["_newsroom_counterpart"]


def other_language_url(page: Page, request: HttpRequest | None) -> str:
    """Return where the language switch of `page` leads.

    To the counterpart where there is one; else to the address that shows the same words with the
    other language's furniture (`newsroom.translation.fallback`); for a page that is shown so
    already, to its own address.
    """
    if is_untranslated(page):
        return page.get_url(request) or "/"
    listed = page.__dict__.get("_newsroom_other_language_url")
    if listed:
        return listed
    found = counterpart(page)
    if found is not None:
        return found.get_url(request) or "/"
    return fallback_url(page, request)


def fallback_url(page: Page, request: HttpRequest | None) -> str:
    """Return the address of an untranslated page beneath the other language's nearest parent."""
    slugs: list[str] = []
    ancestor: Page | None = page
    while ancestor is not None and ancestor.depth > 1:
        found = counterpart(ancestor)
        if found is not None:
            base = found.get_url(request)
            if base:
                return base + "".join(f"{slug}/" for slug in reversed(slugs))
        slugs.append(ancestor.slug)
        ancestor = ancestor.get_parent()
    return page.get_url(request) or "/"


def is_untranslated(page: Page) -> bool:
    """Return whether the page's words are in another language than the page around them."""
    active = translation.get_language()
    return active is not None and language_of(page) != active
