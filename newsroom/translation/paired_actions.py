"""The pages of a pair, and translations that are unpublished or deleted together with a page."""

from typing import TypeVar

from django.db.models import QuerySet
from wagtail.models import Page

Pages = TypeVar("Pages", bound=QuerySet[Page])


def in_other_language(pages: Pages, *, page: Page) -> Pages:
    """Return `page` in the other language, if among `pages`; never an untranslated copy."""
    same = pages.filter(translation_key=page.translation_key, alias_of__isnull=True)
    return same.exclude(locale_id=page.locale_id)


def translations_of(page: Page, *, live_only: bool) -> list[Page]:
    """Return the translations of a page, without untranslated copies.

    Wagtail updates those copies together with their source.
    """
    pages = in_other_language(Page.objects.all(), page=page)
    if live_only:
        pages = pages.filter(live=True)
    return list(pages.specific())


def with_translations(pages: list[Page], *, live_only: bool) -> list[Page]:
    """Return `pages` and their translations, each page once, in a stable order."""
    found = {page.pk: page for page in pages}
    for page in pages:
        for translated in translations_of(page, live_only=live_only):
            found.setdefault(translated.pk, translated)
    return list(found.values())
