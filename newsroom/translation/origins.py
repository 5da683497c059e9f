"""Records of the versions that translations were made from."""

from datetime import datetime

from django.db.models import Q
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
            "source_republished_at": _later_publication(source, moment=moment),
        },
    )
    return origin


def mark_as_equal(page: Page, *, other: Page) -> None:
    """Record an editor's statement that the latest versions of both languages say the same."""
    for one, source in ((page, other), (other, page)):
        newest = source.latest_revision
        record_origin(one, source=source, until=newest.created_at if newest else None)


def record_publication(page: Page) -> None:
    """Record what the publication of a page says about both languages. One query, or a few.

    When a translation is published for the first time, its source says the same: until then its
    changes are the work of the translator. From then on a publication of either language leaves the
    other behind for readers, until that follows.
    """
    origins = list(
        TranslationOrigin.objects.filter(Q(page_id=page.pk) | Q(source_id=page.pk))
        .select_related("source")
        .defer("source_paragraphs")
    )
    for origin in origins:
        if origin.source_id == page.pk:
            _record_later_publication(origin, page)
        elif page.first_published_at == page.last_published_at:
            is_pair = origin.source.translation_key == page.translation_key
            if is_pair and not TranslationOrigin.objects.filter(page_id=origin.source_id).exists():
                record_origin(origin.source, source=page)


def _record_later_publication(origin: TranslationOrigin, source: Page) -> None:
    """Record since when the published source is newer than what the translation agrees with."""
    moment = _later_publication(source, moment=origin.source_revision_created_at)
    if (moment is None) != (origin.source_republished_at is None):
        origin.source_republished_at = moment
        origin.save(update_fields=["source_republished_at"])


def _later_publication(source: Page, *, moment: datetime | None) -> datetime | None:
    """Return when a live source was published last, None if it is not newer than `moment`."""
    revision = source.live_revision if source.live else None
    if revision is None or (moment is not None and revision.created_at <= moment):
        return None
    published: datetime | None = source.last_published_at
    return published


def _revision(source: Page, *, until: datetime | None) -> Revision | None:
    if until is not None:
        return source.revisions.filter(created_at__lte=until).order_by("-created_at").first()
    return source.live_revision if source.live else source.latest_revision
