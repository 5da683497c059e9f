"""Which pages of the other language go with a page that is taken down or deleted?"""

from wagtail.models import Page


def translations_of(page: Page, *, live_only: bool) -> list[Page]:
    """Return the pages with the same meaning in other languages, without untranslated copies.

    Those copies follow their source by themselves.
    """
    pages = Page.objects.filter(translation_key=page.translation_key, alias_of__isnull=True)
    if live_only:
        pages = pages.filter(live=True)
    return list(pages.exclude(pk=page.pk).exclude(locale_id=page.locale_id).specific())


def with_translations(pages: list[Page], *, live_only: bool) -> list[Page]:
    """Return `pages` and their other languages, each page once, in a stable order."""
    found = {page.pk: page for page in pages}
    for page in pages:
        for translated in translations_of(page, live_only=live_only):
            found.setdefault(translated.pk, translated)
    return list(found.values())
