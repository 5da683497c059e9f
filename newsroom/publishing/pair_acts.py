"""Acts on both languages of a page, each in one transaction: nothing happens to one side alone.

Partners learn of both in one moment, because the rows that name the changed pages are written in
the same transaction. What the gate refuses for one language is refused for both.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.log_actions import log
from wagtail.models import Page, PageViewRestriction

from newsroom.models import HeldVersion
from newsroom.publishing.gate import PublicationRefusedError, log_refusal

HOLD_ACTION = "newsroom.hold_for_other_language"
RELEASE_ACTION = "newsroom.end_hold"
Pages = Sequence[Page]
P = ParamSpec("P")


def on_locked_pages(
    act: Callable[Concatenate[Pages, P], None],
) -> Callable[Concatenate[Pages, P], None]:
    """Run an act on freshly read pages in one transaction, with their rows locked.

    Rows are locked in the order of their ids, so that two acts never wait for each other.
    """

    @wraps(act)
    def run(pages: Pages, *args: P.args, **kwargs: P.kwargs) -> None:
        with transaction.atomic():
            ids = sorted(page.pk for page in pages)
            locked = Page.objects.select_for_update().filter(pk__in=ids).order_by("pk")
            act([page.specific for page in list(locked)], *args, **kwargs)

    return run


@on_locked_pages
def submit_pair(pages: Pages, *, user: AbstractBaseUser) -> None:
    """Submit the latest version of each page for approval, unless it is in review already."""
    for page in pages:
        if page.workflow_in_progress:
            continue
        state, workflow = page.current_workflow_state, page.get_workflow()
        if state is not None and state.status == state.STATUS_NEEDS_CHANGES:
            state.resume(user)
        elif workflow is not None:
            workflow.start(page, user)
        else:
            raise PermissionDenied


@on_locked_pages
def approve_pair(pages: Pages, *, user: AbstractBaseUser) -> None:
    """Approve each page in its workflow. The last approval publishes or schedules it."""
    for page in pages:
        task, state = page.current_workflow_task, page.current_workflow_task_state
        if task is None or "approve" not in {
            name for name, *_labels in task.get_actions(page, user)
        }:
            raise PermissionDenied
        task.specific.on_action(state.specific, user, "approve")


@on_locked_pages
def publish_pair(pages: Pages, *, user: AbstractBaseUser | None) -> None:
    """Publish the latest version of each page now, also of one that was scheduled for later."""
    for page in pages:
        _publish(page, user=user, moment=None)


@on_locked_pages
def schedule_pair(pages: Pages, *, moment: datetime, user: AbstractBaseUser | None) -> None:
    """Schedule the latest version of each page for the same moment."""
    for page in pages:
        _publish(page, user=user, moment=moment)


@on_locked_pages
def withdraw_pair(pages: Pages, *, user: AbstractBaseUser, descendants: bool = False) -> None:
    """Unpublish each page that is public or scheduled, with the pages below it if asked."""
    HeldVersion.objects.filter(page__in=pages).delete()
    for page in pages:
        if page.live:
            action = UnpublishPageAction(page, user=user, include_descendants=descendants)
            action.execute(skip_permission_checks=True)
        else:
            page.revisions.update(approved_go_live_at=None)


@on_locked_pages
def restrict_pair(pages: Pages, *, user: AbstractBaseUser, private: bool) -> None:
    """Let only people who are logged in read the pages, or anyone again."""
    restrictions = PageViewRestriction.objects.filter(page__in=pages)
    if private:
        if not restrictions.exists():
            # The other language's is mirrored (newsroom/translation/restriction_mirroring.py).
            PageViewRestriction(page=pages[0], restriction_type=PageViewRestriction.LOGIN).save(
                user=user
            )
    else:
        for restriction in restrictions:
            if PageViewRestriction.objects.filter(pk=restriction.pk).exists():
                restriction.delete(user=user)


@transaction.atomic
def hold(page: Page, *, user: AbstractBaseUser | None) -> HeldVersion:
    """Hold the latest version of `page` until the other language is public."""
    revision = page.latest_revision or page.specific.save_revision(user=user)
    held, _created = HeldVersion.objects.update_or_create(
        page_id=page.pk,
        defaults={"revision": revision, "held_by": user, "held_at": timezone.now()},
    )
    log(instance=page, action=HOLD_ACTION, user=user, revision=revision)
    return held


@transaction.atomic
def end_hold(page: Page, *, user: AbstractBaseUser | None) -> None:
    """End the hold of `page`, if there is one."""
    if HeldVersion.objects.filter(page_id=page.pk).delete()[0]:
        log(instance=page, action=RELEASE_ACTION, user=user)


def publish_what_was_held_for(page: Page) -> None:
    """Publish the version that waited for `page`, which is public now, in the same transaction."""
    waiting = HeldVersion.objects.filter(page__translation_key=page.translation_key)
    for held in waiting.select_related("page", "revision", "held_by"):
        held.delete()
        if held.page.locale_id == page.locale_id:
            continue  # it waited itself, and was published by hand
        version, revision = held.revision.as_object(), held.revision
        if _go_live(version) is not None:
            version.go_live_at = None
            revision = version.save_revision(user=held.held_by)
        try:
            held.page.specific.publish(revision, user=held.held_by, skip_permission_checks=True)
        except PublicationRefusedError as refusal:
            # The gate refuses before anything is written. The version remains held.
            log_refusal(refusal, user=held.held_by)
            held.save(force_insert=True)


def _publish(page: Page, *, user: AbstractBaseUser | None, moment: datetime | None) -> None:
    """Publish the latest version at once, or with `moment` schedule it."""
    version, revision = page.get_latest_revision_as_object(), page.latest_revision
    if moment is not None and version.expire_at is not None and version.expire_at <= moment:
        message = _("“%(title)s” expires before that time.") % {"title": version.title}
        raise ValidationError(message)
    if revision is None or _go_live(version) != moment:
        version.go_live_at = moment
        revision = version.save_revision(user=user)
    page.publish(revision, user=user)


def _go_live(version: Page) -> datetime | None:
    """Return when a version goes live, None if that time has passed."""
    moment: datetime | None = version.go_live_at
    return moment if moment is not None and moment > timezone.now() else None
