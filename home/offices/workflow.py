"""The workflow of an office: approval by its managers, and before it checking where it is on."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import (
    GroupApprovalTask,
    Page,
    Site,
    Task,
    TaskState,
    Workflow,
    WorkflowPage,
    WorkflowState,
    WorkflowTask,
)

from home.models import HomePage
from newsroom.models import OfficeGroup, Role

ACTIVE = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


def create_workflow(name: str, *, homes: Iterable[HomePage], managers: Group) -> None:
    """Create the workflow in which the office's managers decide on submitted pages."""
    title = gettext("%(name)s: approval") % {"name": name}
    task = GroupApprovalTask.objects.create(name=title)
    task.groups.add(managers)
    workflow = Workflow.objects.create(name=title)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for home in homes:
        WorkflowPage.objects.create(workflow=workflow, page=home)


@transaction.atomic
def set_checking(site: Site, *, is_on: bool, user: AbstractBaseUser | None = None) -> None:
    """Make the workflows of an office's pages begin with the editors' check, or without it.

    Nothing in review is lost: pages that wait for a check which ends go on to approval, and pages
    that were submitted before a check begins do not go back to it. Does nothing where the workflow
    is so already, or where an operator has taken the roles of editor and manager away.
    """
    groups = {row.role: row.group for row in OfficeGroup.objects.filter(site=site)}
    if not {Role.EDITOR, Role.MANAGER} <= groups.keys():
        return
    homes = Page.objects.filter(translation_key=site.root_page.translation_key)
    workflows = Workflow.objects.filter(workflow_pages__page__in=homes).distinct()
    for workflow in workflows:
        checks = _checks(workflow, editors=groups[Role.EDITOR])
        if is_on and not checks:
            _begin_checking(workflow, editors=groups[Role.EDITOR], managers=groups[Role.MANAGER])
        elif not is_on:
            for step in checks:
                _end_checking(step, user=user)


def _checks(workflow: Workflow, *, editors: Group) -> list[WorkflowTask]:
    """Return the steps before the last at which the editors decide."""
    steps = list(workflow.workflow_tasks.order_by("sort_order", "pk").select_related("task"))
    of_editors = GroupApprovalTask.objects.filter(groups=editors, workflow_tasks__in=steps[:-1])
    ids = set(of_editors.values_list("pk", flat=True))
    return [step for step in steps[:-1] if step.task_id in ids]


def _begin_checking(workflow: Workflow, *, editors: Group, managers: Group) -> None:
    unused = GroupApprovalTask.objects.exclude(workflow_tasks__workflow=workflow)
    task = unused.filter(groups=editors, active=True).first()
    if task is None:
        # In the language of the other names, whatever that of whoever changes the setting.
        with translation.override(settings.LANGUAGE_CODE):
            title = gettext("%(name)s: check") % {"name": editors.name.rpartition(": ")[0]}
        task = GroupApprovalTask.objects.create(name=title)
        # Managers may check as well, so that nothing waits for an editor who is away.
        task.groups.add(editors, managers)
    workflow.workflow_tasks.update(sort_order=F("sort_order") + 1)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for state in _active_states(workflow).exclude(current_task_state=None):
        _add_state(state, task=task, status=TaskState.STATUS_SKIPPED, finished_at=timezone.now())


def _end_checking(step: WorkflowTask, *, user: AbstractBaseUser | None) -> None:
    workflow, check = step.workflow, step.task
    step.delete()
    for state in _active_states(workflow).filter(current_task_state__task=check):
        current = state.current_task_state
        if state.status == WorkflowState.STATUS_IN_PROGRESS:
            current.status, current.finished_at = TaskState.STATUS_SKIPPED, timezone.now()
            current.save()
            state.update(user=user)
        else:
            # Returned by an editor: from its author it goes to approval.
            state.current_task_state = _add_state(
                state,
                task=workflow.tasks.last(),
                status=TaskState.STATUS_REJECTED,
                finished_at=current.finished_at,
                finished_by=current.finished_by,
                comment=current.comment,
            )
            state.save()


def _add_state(state: WorkflowState, *, task: Task, **fields: Any) -> TaskState:
    """Add to a workflow the state of a task at which it is not."""
    made: TaskState = TaskState.objects.create(
        workflow_state=state,
        revision_id=state.current_task_state.revision_id,
        task_id=task.pk,
        **fields,
    )
    return made


def _active_states(workflow: Workflow) -> QuerySet[WorkflowState]:
    rows = workflow.workflow_states.filter(status__in=ACTIVE)
    states: QuerySet[WorkflowState] = rows.select_related("current_task_state")
    return states
