"""Mirroring of privacy restrictions between the languages.

Wagtail restricts one page only, so its translation would remain public. Here the pages that share a
translation key always have the same restriction.
"""

from wagtail.models import Page, PageViewRestriction


def mirror_restriction(page: Page) -> None:
    """Copy the current restriction of `page`, or its absence, to its translations."""
    restriction = PageViewRestriction.objects.filter(page_id=page.pk).order_by("pk").first()
    for translated in _translations(page):
        if restriction is None:
            for other in PageViewRestriction.objects.filter(page_id=translated.pk):
                other.delete()
        else:
            _copy(restriction, page=translated)


def inherit_restriction(page: Page) -> None:
    """Give a new page the restriction of its translations."""
    restriction = (
        PageViewRestriction.objects.filter(page__translation_key=page.translation_key)
        .exclude(page_id=page.pk)
        .order_by("pk")
        .first()
    )
    if restriction is not None:
        _copy(restriction, page=page)


def _translations(page: Page):
    return Page.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk)


def _copy(restriction: PageViewRestriction, *, page: Page) -> None:
    """Make the restriction of `page` equal to `restriction`. Only differences are written."""
    existing = list(PageViewRestriction.objects.filter(page_id=page.pk).order_by("pk"))
    translated = existing[0] if existing else PageViewRestriction(page_id=page.pk)
    # Groups are saved after the restriction. Mirroring it back in between would lose them.
    translated.is_mirrored = True
    wanted = (restriction.restriction_type, restriction.password)
    if translated.pk is None or (translated.restriction_type, translated.password) != wanted:
        translated.restriction_type, translated.password = wanted
        translated.save()
    groups = set(restriction.groups.values_list("pk", flat=True))
    if groups != set(translated.groups.values_list("pk", flat=True)):
        translated.groups.set(groups)
    for surplus in existing[1:]:
        surplus.delete()
