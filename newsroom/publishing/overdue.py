"""Pages that should have been published by the worker, and their publication by an editor."""

from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.timesince import timesince
from wagtail.models import Page, Revision

from newsroom.models import ScheduleFailure

# The worker publishes within seconds. Only what is later than this is called overdue.
GRACE = timedelta(minutes=1)


class NotOverdueError(Exception):
    """The page is not waiting for a publication whose time has passed."""


def with_go_live_time(pages: QuerySet[Page]) -> QuerySet[Page]:
    """Return the pages with a scheduled version, annotated with its time as `scheduled_for`."""
    times = Revision.page_revisions.filter(
        object_id=Cast(OuterRef("pk"), CharField()), approved_go_live_at__isnull=False
    )
    return pages.annotate(
        scheduled_for=Subquery(
            times.order_by("approved_go_live_at").values("approved_go_live_at")[:1]
        )
    ).filter(scheduled_for__isnull=False)


def overdue_since(page: Page, *, now: datetime | None = None) -> datetime | None:
    """Return the time at which the page should have been published, None if it is not overdue."""
    revision = page.scheduled_revision
    moment: datetime | None = revision.approved_go_live_at if revision else None
    limit = (now or timezone.now()) - GRACE
    return moment if moment is not None and moment <= limit else None


def overdue_for(moment: datetime, *, now: datetime | None = None) -> str:
    """Return how long ago `moment` was, such as "12 minutes", in the active language."""
    return timesince(moment, now or timezone.now()).replace("\xa0", " ")


@transaction.atomic
def publish_overdue(page: Page, *, user: AbstractUser) -> list[Page]:
    """Publish the scheduled version of a page whose time has passed; return what was published.

    The other language, if it was scheduled for the same moment and the user may publish it, is
    published too, so that no pair is half public. Raises `NotOverdueError` where the worker or
    another editor has published the page meanwhile, and whatever refuses a publication.
    """
    sides = Page.objects.filter(translation_key=page.translation_key, alias_of__isnull=True)
    locked = {side.pk: side for side in sides.select_for_update().order_by("pk")}
    revision = locked[page.pk].scheduled_revision if page.pk in locked else None
    if revision is None or revision.approved_go_live_at > timezone.now():
        raise NotOverdueError
    published = []
    for side in locked.values():
        version = revision if side.pk == page.pk else side.scheduled_revision
        same_moment = version and version.approved_go_live_at == revision.approved_go_live_at
        if same_moment and side.permissions_for_user(user).can_publish():
            version.publish(user=user)
            published.append(side)
    ScheduleFailure.objects.filter(
        page__in=published, action=ScheduleFailure.Action.PUBLISH
    ).delete()
    return published
