"""E-mails about submission, approval and return of pages.

They are sent after the commit, so that nothing is told that was rolled back, and so that both
languages of a page, submitted or decided in one transaction, make one e-mail.
"""

import logging
import smtplib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from wagtail.admin.utils import get_user_display_name
from wagtail.models import AbstractGroupApprovalTask, Page, TaskState, WorkflowState

from newsroom.editing.mail.messages import body, describe, subject
from newsroom.editing.mail.recipients import preferred_language, who_want
from newsroom.publishing.review import Step, people_who_decide, step_of

logger = logging.getLogger(__name__)

# The primary key of a state, and that of the user who changed it, 0 without a user.
Change = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What one person is told about one page."""

    recipient: AbstractUser
    page: Page
    actor: AbstractUser | None
    comment: str = ""


def send_submitted(changes: list[Change]) -> None:
    """Tell those who decide at each task what they can check or approve now."""
    actors = _users(changes)
    states = TaskState.objects.in_bulk([pk for pk, _actor in changes])
    notices = defaultdict(list)
    for pk, actor_id in changes:
        state = states.get(pk)
        page = _page(state.workflow_state) if state else None
        if state is None or page is None or state.status != TaskState.STATUS_IN_PROGRESS:
            continue
        event, comment = _request(state.workflow_state)
        actor = actors.get(actor_id)
        notices[event] += [
            Notice(recipient=user, page=page, actor=actor, comment=comment)
            for user in who_want(_deciders(state), notice="submitted")
            if user.pk != actor_id
        ]
    for event, of_event in notices.items():
        _send(event, of_event)


def send_approved(changes: list[Change]) -> None:
    """Tell whoever submitted each page that it was approved, and when it goes live."""
    _send("approved", _to_requesters(changes, notice="approved"))


def send_returned(changes: list[Change]) -> None:
    """Tell whoever submitted each page that it came back, with the comment."""
    _send("rejected", _to_requesters(changes, notice="rejected"))


def _request(state: WorkflowState) -> tuple[str, str]:
    """Return what the people of the current task are asked for, and the comment of a check."""
    if step_of(state) == Step.CHECK:
        return "to_check", ""
    checks = state.task_states.filter(status=TaskState.STATUS_APPROVED)
    check = checks.order_by("-finished_at", "-pk").first()
    return ("checked", check.specific.get_comment()) if check else ("to_approve", "")


def _deciders(state: TaskState) -> list[AbstractUser]:
    """Return those who decide at the task; the superusers where none of them has an address."""
    task = state.task.specific
    if not isinstance(task, AbstractGroupApprovalTask):
        return []
    active = get_user_model().objects.filter(is_active=True).order_by("pk")
    members = active.filter(groups__in=task.groups.all()).distinct()
    superusers = active.filter(is_superuser=True)
    for people in (people_who_decide(task), members, superusers):
        reachable = list(people.exclude(email=""))
        if reachable:
            return reachable
    return []


def _to_requesters(changes: list[Change], *, notice: str) -> list[Notice]:
    actors = _users(changes)
    states = WorkflowState.objects.select_related("requested_by", "current_task_state").in_bulk(
        [pk for pk, _actor in changes]
    )
    notices = []
    for pk, actor_id in changes:
        state = states.get(pk)
        page = _page(state) if state else None
        requester = state.requested_by if state else None
        if state is None or page is None or requester is None or requester.pk == actor_id:
            continue
        task_state = state.current_task_state
        comment = task_state.specific.get_comment() if task_state else ""
        notices += [
            Notice(recipient=user, page=page, actor=actors.get(actor_id), comment=comment)
            for user in who_want([requester], notice=notice)
        ]
    return notices


def _users(changes: list[Change]) -> dict[int, AbstractUser]:
    users: dict[int, AbstractUser] = get_user_model().objects.in_bulk(
        {actor for _pk, actor in changes}
    )
    return users


def _page(state: WorkflowState) -> Page | None:
    """Return the page of a workflow, None for other objects and deleted pages."""
    found = state.content_object
    return found if isinstance(found, Page) else None


def _send(event: str, notices: Iterable[Notice]) -> None:
    """Send one e-mail to each person for all languages of a page."""
    by_person: dict[tuple[int, object], list[Notice]] = defaultdict(list)
    for notice in notices:
        by_person[notice.recipient.pk, notice.page.translation_key].append(notice)
    if not by_person:
        return
    connection = get_connection()
    for group in by_person.values():
        message = _message(event, group)
        message.connection = connection
        try:
            message.send()
        except (smtplib.SMTPException, OSError):
            logger.exception("notice of %s to user %s failed", event, group[0].recipient.pk)


def _message(event: str, notices: list[Notice]) -> EmailMessage:
    first = notices[0]
    user, actor = first.recipient, first.actor
    with translation.override(preferred_language(user)):
        pages = [describe(notice.page) for notice in notices]
        return EmailMessage(
            subject(event, pages),
            body(
                event,
                pages,
                user=user,
                sender=get_user_display_name(actor) if actor else "",
                comment=next((notice.comment for notice in notices if notice.comment), ""),
            ),
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
