"""Approval of a translation that is made sentence by sentence.

Wagtail Localize replaces the page's form by an editor that publishes, but cannot submit a page for
approval, and shows no task of a workflow. These actions stand below that editor.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.publishing.gate import enabled_translation, missing_segments
from newsroom.publishing.review import Step, step_of

SUBMIT = "submit"


@dataclass(frozen=True, kw_only=True)
class Approval:
    """What a user may do about the approval of a page, and whether they may publish it.

    `step` is what the page waits for, None while it is not in review. `actions` holds the names and
    labels of the current task's actions.
    """

    can_submit: bool
    can_publish: bool
    step: Step | None
    actions: list[tuple[str, str]]

    @property
    def is_check(self) -> bool:
        """Return whether the page waits for a check, after which others approve it."""
        return self.step == Step.CHECK


def approval_for(page: Page, user) -> Approval:
    """Return what `user` may do about the approval of `page`."""
    permissions = page.permissions_for_user(user)
    task, state = page.current_workflow_task, page.current_workflow_state
    actions = task.get_actions(page, user) if task else []
    step = step_of(state) if task and state else None
    return Approval(
        can_submit=bool(permissions.can_edit() and permissions.can_submit_for_moderation()),
        can_publish=bool(permissions.can_publish()),
        step=step,
        actions=_in_order(actions, step=step),
    )


def _in_order(
    actions: Iterable[tuple[str, str, bool]], *, step: Step | None
) -> list[tuple[str, str]]:
    """Return names and labels of actions, approval first.

    Wagtail offers approval twice, without and with a comment. Here one field is for the comment.
    """
    labels: dict[str, str] = {}
    for name, label, _opens_dialogue in actions:
        labels.setdefault(name, str(label))
    if step == Step.CHECK and "approve" in labels:
        labels["approve"] = _("Pass on for approval")
    return sorted(labels.items(), key=lambda item: item[0] != "approve")


@require_POST
def translation_approval(request: HttpRequest, page_id: int) -> HttpResponse:
    """Submit a page for approval, or decide about it; then return to its editor."""
    page = get_object_or_404(Page, pk=page_id).specific
    approval, action = approval_for(page, request.user), request.POST.get("action", "")
    if action == SUBMIT and approval.can_submit:
        _submit(request, page)
    elif action in dict(approval.actions):
        task, state = page.current_workflow_task, page.current_workflow_task_state
        task.specific.on_action(
            state.specific, request.user, action, comment=request.POST.get("comment", "")
        )
        messages.success(
            request, _("Recorded: %(action)s.") % {"action": dict(approval.actions)[action]}
        )
    else:
        raise PermissionDenied
    return redirect("wagtailadmin_pages:edit", page.pk)


def _submit(request: HttpRequest, page: Page) -> None:
    """Store the translated sentences as a draft and start the approval of it."""
    translation = enabled_translation(page)
    if translation is not None:
        if missing := missing_segments(translation):
            messages.error(request, _refusal(missing))
            return
        translation.save_target(user=request.user, publish=False)
        page = Page.objects.get(pk=page.pk).specific
    state = page.current_workflow_state
    if state is not None and state.status == state.STATUS_NEEDS_CHANGES:
        state.resume(request.user)
    else:
        page.get_workflow().start(page, request.user)
    messages.success(request, _("The translation is submitted for approval."))


def _refusal(missing: int) -> str:
    return ngettext(
        "Not submitted: %(count)d sentence is not translated yet.",
        "Not submitted: %(count)d sentences are not translated yet.",
        missing,
    ) % {"count": missing}
