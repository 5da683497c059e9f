"""Records of the versions that translations were made from."""

from datetime import datetime

from wagtail.models import Page, Revision

from newsroom.models.translation import TranslationOrigin
from newsroom.translation.paragraphs import paragraphs_of, to_stored


def record_origin(page: Page, *, source: Page, until: datetime | None = None) -> TranslationOrigin:
    """Record that `page` has the same content as `source`, or as `source` had at `until`.

    Without `until`, this is the published revision of a live source, or the latest draft of
    another. The words of that version are stored, because a revision may be purged, and a draft is
    written over while its author types.
    """
    revision = _revision(source, until=until)
    moment = revision.created_at if revision else (until or source.last_published_at)
    version = revision.as_object() if revision else source.specific
    origin, _created = TranslationOrigin.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "source_id": source.pk,
            "source_revision": revision,
            "source_revision_created_at": moment,
            "source_paragraphs": to_stored(paragraphs_of(version)),
        },
    )
    return origin


def mark_as_equal(page: Page, *, other: Page) -> None:
    """Record an editor's statement that the latest versions of both languages say the same."""
    for one, source in ((page, other), (other, page)):
        newest = source.latest_revision
        record_origin(one, source=source, until=newest.created_at if newest else None)


def record_published_translation(page: Page) -> None:
    """Record, when a translation is published for the first time, that its source says the same.

    Until then its changes are the work of the translator. From then on a change of either language
    leaves the other behind.
    """
    origin = TranslationOrigin.objects.filter(page_id=page.pk).select_related("source").first()
    if origin is None or origin.source.translation_key != page.translation_key:
        return
    if not TranslationOrigin.objects.filter(page_id=origin.source_id).exists():
        record_origin(origin.source, source=page)


def _revision(source: Page, *, until: datetime | None) -> Revision | None:
    if until is not None:
        return source.revisions.filter(created_at__lte=until).order_by("-created_at").first()
    return source.live_revision if source.live else source.latest_revision
