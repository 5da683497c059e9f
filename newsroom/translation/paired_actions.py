"""Translations that are unpublished or deleted together with a page."""

from wagtail.models import Page


def translations_of(page: Page, *, live_only: bool) -> list[Page]:
    """Return the translations of a page, without untranslated copies.

    Wagtail updates those copies together with their source.
    """
    pages = Page.objects.filter(translation_key=page.translation_key, alias_of__isnull=True)
    if live_only:
        pages = pages.filter(live=True)
    return list(pages.exclude(pk=page.pk).exclude(locale_id=page.locale_id).specific())


def with_translations(pages: list[Page], *, live_only: bool) -> list[Page]:
    """Return `pages` and their translations, each page once, in a stable order."""
    found = {page.pk: page for page in pages}
    for page in pages:
        for translated in translations_of(page, live_only=live_only):
            found.setdefault(translated.pk, translated)
    return list(found.values())
