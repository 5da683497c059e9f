"""Receivers of Wagtail's workflow signals and of user profiles, connected on import.

Wagtail connects its own e-mails under the ids below. Django ignores a second receiver of one id, so
those e-mails are not sent, whichever app starts first.
"""

from typing import Any

from django.conf import settings
from django.db.models.signals import pre_save
from django.dispatch import Signal
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    task_submitted,
    workflow_approved,
    workflow_rejected,
    workflow_submitted,
)
from wagtail.users.models import UserProfile

from newsroom.editing.mail.workflow import send_approved, send_returned, send_submitted
from newsroom.publishing.after_commit import call_after_commit


def connect() -> None:
    """Connect the receivers in place of Wagtail's."""
    _replace(
        task_submitted, TaskState, "group_approval_task_submitted_email_notification", _submitted
    )
    # Wagtail sends superusers a second e-mail of the same submission.
    _replace(workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification")
    _replace(
        workflow_approved, WorkflowState, "workflow_state_approved_email_notification", _approved
    )
    _replace(
        workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", _returned
    )
    pre_save.connect(set_language, sender=UserProfile, dispatch_uid="newsroom_profile_language")


def set_language(instance: UserProfile, **_kwargs: Any) -> None:
    """Give a profile without a language that of the installation.

    Without one, Wagtail writes e-mails to this user in the language of whoever causes them.
    """
    if not instance.preferred_language:
        instance.preferred_language = settings.LANGUAGE_CODE


def _replace(signal: Signal, sender: type, uid: str, receiver: Any = None) -> None:
    signal.disconnect(sender=sender, dispatch_uid=uid)
    signal.connect(receiver or _nothing, sender=sender, dispatch_uid=uid)


def _nothing(**_kwargs: Any) -> None:
    """Do nothing, in the place of a receiver of Wagtail."""


def _submitted(instance: TaskState, user: Any = None, **_kwargs: Any) -> None:
    call_after_commit(send_submitted, [_change(instance, user)])


def _approved(instance: WorkflowState, user: Any = None, **_kwargs: Any) -> None:
    call_after_commit(send_approved, [_change(instance, user)])


def _returned(instance: WorkflowState, user: Any = None, **_kwargs: Any) -> None:
    call_after_commit(send_returned, [_change(instance, user)])


def _change(instance: TaskState | WorkflowState, user: Any) -> tuple[int, int]:
    return instance.pk, getattr(user, "pk", None) or 0


connect()
