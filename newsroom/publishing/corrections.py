"""Publication of drafts as the correction of a mistake, in one language or both, now or later.

A correction that waits for its time is a `PlannedCorrection` beside the scheduled version. It is in
force as long as that version is scheduled, so whatever cancels the schedule cancels the correction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from newsroom.models import ArticlePage, Correction, PlannedCorrection
from newsroom.publishing.change_notification import notify_pages_changed
from newsroom.publishing.pair_acts import publish_pair, schedule_pair

# Actions in Wagtail's log.
CORRECT = "newsroom.correct"
PLAN = "newsroom.plan_correction"
DROP = "newsroom.drop_correction"


class NothingCorrectedError(ValueError):
    """The draft has the words that are public already, or it was not published."""


@transaction.atomic
def publish_corrections(
    pages: Sequence[ArticlePage], *, notes: Mapping[str, str], user: AbstractBaseUser
) -> list[Correction]:
    """Publish the latest version of public statements, and record the note of what was wrong.

    `pages` is a statement, or both languages of one. All of it is done or nothing. Raises
    `NothingCorrectedError`, and what refuses a publication.
    """
    before = _earlier_versions(pages)
    publish_pair(pages, user=user)
    corrections = []
    for page in ArticlePage.objects.filter(pk__in=before).order_by("pk"):
        if not page.live or page.earlier_versions == before[page.pk]:
            raise NothingCorrectedError(page.pk)
        corrections.append(_record(page, notes=notes, user=user))
    return corrections


@transaction.atomic
def schedule_corrections(
    pages: Sequence[ArticlePage],
    *,
    notes: Mapping[str, str],
    user: AbstractBaseUser,
    moment: datetime,
) -> None:
    """Schedule the latest version of public statements, and keep the note for that moment.

    Raises what refuses a publication, and `ValidationError`; then nothing is scheduled.
    """
    schedule_pair(pages, moment=moment, user=user)
    for page in pages:
        # Not `scheduled_revision`, which the page remembers.
        revision = page.revisions.get(approved_go_live_at__isnull=False)
        PlannedCorrection.objects.update_or_create(
            page=page, defaults={"revision": revision, "notes": dict(notes), "planned_by": user}
        )
        log(
            instance=page,
            action=PLAN,
            user=user,
            data={"notes": dict(notes), "moment": moment.isoformat()},
            revision=revision,
        )


def planned_correction(page: Page) -> PlannedCorrection | None:
    """Return the correction that is scheduled for a statement, None without one. One query."""
    return (
        PlannedCorrection.objects.filter(
            page_id=page.pk, revision__approved_go_live_at__isnull=False
        )
        .select_related("revision", "planned_by")
        .first()
    )


def prepare_planned_correction(page: Page, revision: Revision) -> None:
    """Note on a revision that is about to be published that it is a planned correction.

    This must precede the publication, which ends all schedules of the page. A newer version takes
    the place of the planned one; with an older one the correction is cancelled.
    """
    planned = (
        PlannedCorrection.objects.filter(page_id=page.pk).select_related("revision", "page").first()
    )
    if planned is None:
        return
    if planned.revision.approved_go_live_at is None:
        planned.delete()  # the schedule was cancelled
        return
    if revision.created_at < planned.revision.created_at:
        return
    if revision.pk != planned.revision_id:
        planned.revision = revision
        planned.save()
    revision.planned_correction = planned


def finish_planned_correction(page: Page, revision: Revision) -> None:
    """Record the correction whose version has just gone live."""
    planned: PlannedCorrection | None = getattr(revision, "planned_correction", None)
    if planned is None:
        return
    before = planned.page
    published = ArticlePage.objects.get(pk=page.pk)
    if published.earlier_versions > before.earlier_versions or (
        not before.live and published.earlier_versions
    ):
        _record(published, notes=planned.notes, user=planned.planned_by, revision=revision)
    else:
        # What it replaced was not public, so that readers have nothing to be told.
        data = {"notes": dict(planned.notes)}
        log(instance=published, action=DROP, data=data, revision=revision)
    planned.delete()


def _earlier_versions(pages: Sequence[ArticlePage]) -> dict[int, int]:
    """Return the numbers, and lock the pages in the order in which a publication locks them."""
    rows = ArticlePage.objects.filter(pk__in=[page.pk for page in pages]).defer_streamfields()
    locked = rows.select_for_update(of=("page_ptr",)).order_by("pk")
    return {page.pk: page.earlier_versions for page in locked}


def _record(
    page: ArticlePage,
    *,
    notes: Mapping[str, str],
    user: AbstractBaseUser | None,
    revision: Revision | None = None,
) -> Correction:
    """Record the correction of the text that the public version of `page` has replaced."""
    correction = Correction.objects.create(
        page=page, number=page.earlier_versions, notes=dict(notes), corrected_by=user
    )
    shown: list[dict[str, Any]] = [correction.as_shown(), *page.corrections]
    ArticlePage.objects.filter(pk=page.pk).update(corrections=shown)
    notify_pages_changed([page.pk], reason="corrected")
    log(
        instance=page,
        action=CORRECT,
        user=user,
        data={"notes": dict(notes)},
        revision=revision or page.live_revision,
    )
    return correction
