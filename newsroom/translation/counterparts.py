"""Pages with the same meaning in the other language, and their addresses."""

from django.http import HttpRequest
from django.utils import translation
from wagtail.models import Page

from newsroom.translation.locales import language_of
from newsroom.visibility import is_public, public
from newsroom.visibility.written_language import recorded_language


def counterpart(page: Page) -> Page | None:
    """Return the public page with the same meaning in the other language. One query per object."""
    if "_newsroom_counterpart" not in page.__dict__:
        page.__dict__["_newsroom_counterpart"] = (
            public(Page.objects.filter(translation_key=page.translation_key))
            .exclude(locale_id=page.locale_id)
            .select_related("locale")
            .first()
        )
    return page.__dict__["_newsroom_counterpart"]


def set_counterpart(page: Page, other: Page | None) -> None:
    """Set what `counterpart` returns for `page`, where it was read together with other pages."""
    page.__dict__["_newsroom_counterpart"] = other


def text_language(page: Page) -> str:
    """Return the code of the language that the page's text is in, which may not be the page's.

    A copy has the text of its original. No query in a request, except for copies.
    """
    if page.alias_of_id is not None:
        return text_language(page.alias_of)
    return recorded_language(page) or language_of(page)


def original_of(page: Page) -> Page | None:
    """Return the public page whose text `page` shows in the wrong language; None elsewhere."""
    if text_language(page) == language_of(page):
        return None
    if page.alias_of_id is not None:
        return page.alias_of if is_public(page.alias_of) else None
    return counterpart(page)


def other_language_url(page: Page, request: HttpRequest | None) -> str:
    """Return the address that the language switch of `page` leads to.

    This is the address of the counterpart where there is one. Otherwise it is the address that
    shows the same text within the other language's interface (`newsroom.translation.fallback`). For
    a page that is already shown there, it is the page's own address.
    """
    if is_untranslated(page):
        return (original_of(page) or page).get_url(request) or "/"
    list_url = page.__dict__.get("_newsroom_other_language_url")
    if list_url:
        return list_url
    other = counterpart(page)
    if other is not None:
        return other.get_url(request) or "/"
    return fallback_url(page, request)


def fallback_url(page: Page, request: HttpRequest | None) -> str:
    """Return the address of an untranslated page below the other language's nearest parent."""
    slugs: list[str] = []
    ancestor: Page | None = page
    while ancestor is not None and ancestor.depth > 1:
        other = counterpart(ancestor)
        if other is not None:
            base = other.get_url(request)
            if base:
                return base + "".join(f"{slug}/" for slug in reversed(slugs))
        slugs.append(ancestor.slug)
        ancestor = ancestor.get_parent()
    return page.get_url(request) or "/"


def is_untranslated(page: Page) -> bool:
    """Return whether the text's language differs from that of the interface around it."""
    active = translation.get_language()
    return active is not None and text_language(page) != active
