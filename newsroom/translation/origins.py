"""The revisions that translations were made from, and whether they have changed since."""

from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Page, Revision

from newsroom.models.translation import TranslationOrigin


@dataclass(frozen=True, kw_only=True)
class TranslationState:
    """How a page and its translation relate, as the editor shows it."""

    other: Page
    made_from_other: bool
    made_at: datetime | None  # time of the other page's revision; None where unknown
    other_changed: bool
    other_was_made_from_this: bool
    this_changed: bool


def record_origin(page: Page, *, source: Page, until: datetime | None = None) -> TranslationOrigin:
    """Record that `page` has the same content as `source`, or as `source` had at `until`.

    Without `until`, this is the published revision of a live source, or the latest draft of
    another.
    """
    revision = _revision(source, until=until)
    moment = revision.created_at if revision else (until or source.last_published_at)
    origin, _created = TranslationOrigin.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "source_id": source.pk,
            "source_revision": revision,
            "source_revision_created_at": moment,
        },
    )
    return origin


def mark_as_equal(page: Page, *, source: Page) -> None:
    """Record an editor's statement that `page` equals the latest version of `source`.

    Where `source` was itself made from `page`, its origin is updated too.
    """
    newest = source.latest_revision
    record_origin(page, source=source, until=newest.created_at if newest else None)
    if TranslationOrigin.objects.filter(page_id=source.pk, source_id=page.pk).exists():
        own = page.latest_revision
        record_origin(source, source=page, until=own.created_at if own else None)


def translation_state(page: Page) -> TranslationState | None:
    """Return the state of `page` and its translation, or None where there is no translation."""
    other = (
        Page.objects.filter(translation_key=page.translation_key, alias_of__isnull=True)
        .exclude(pk=page.pk)
        .exclude(locale_id=page.locale_id)
        .select_related("locale", "latest_revision")
        .first()
    )
    if other is None:
        return None
    origins = {
        origin.page_id: origin
        for origin in TranslationOrigin.objects.filter(page_id__in=[page.pk, other.pk])
    }
    own, others = origins.get(page.pk), origins.get(other.pk)
    return TranslationState(
        other=other,
        made_from_other=own is not None,
        made_at=own.source_revision_created_at if own else None,
        other_changed=own is not None and _changed_since(other, own),
        other_was_made_from_this=others is not None,
        this_changed=others is not None and _changed_since(page, others),
    )


def _changed_since(source: Page, origin: TranslationOrigin) -> bool:
    """Return whether `source` has a newer revision than the one the translation was made from."""
    newest = source.latest_revision
    if newest is None or newest.pk == origin.source_revision_id:
        return False
    made_at = origin.source_revision_created_at
    return made_at is None or newest.created_at > made_at


def _revision(source: Page, *, until: datetime | None) -> Revision | None:
    if until is not None:
        return source.revisions.filter(created_at__lte=until).order_by("-created_at").first()
    return source.live_revision if source.live else source.latest_revision
