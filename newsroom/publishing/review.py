"""Steps of the review of a page: checking by editors, then approval by managers.

The last task of a page's workflow is the approval, which publishes or schedules the page. Every
task before it is a check. An office without a check has a workflow of one task.
"""

from enum import StrEnum

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from wagtail.models import AbstractGroupApprovalTask, Task, WorkflowState, WorkflowTask

from newsroom.models import OfficeGroup, Role


class Step(StrEnum):
    """What a page in review waits for."""

    CHECK = "check"
    APPROVAL = "approval"


def step_of(state: WorkflowState) -> Step:
    """Return what a workflow waits for. One query where its current task state is loaded."""
    current = state.current_task_state
    last = _last_task(state.workflow_id).first()
    is_last = current is not None and last is not None and current.task_id == last["task"]
    return Step.APPROVAL if is_last else Step.CHECK


def waiting_for_approval() -> QuerySet[WorkflowState]:
    """Return the workflows in progress that are at their last task."""
    last = Subquery(_last_task(OuterRef("workflow")))
    states: QuerySet[WorkflowState] = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__task=last
    )
    return states


def _last_task(workflow: int | OuterRef) -> QuerySet[WorkflowTask, dict[str, int]]:
    tasks = WorkflowTask.objects.filter(workflow=workflow, task__active=True)
    return tasks.order_by("-sort_order", "-pk").values("task")[:1]


def people_who_decide(task: Task) -> QuerySet:
    """Return the active people who are asked to decide at a task; none for tasks of other kinds.

    At a check these are the editors, and the managers only where no editor can log in. Managers
    may check all the same, so that nothing waits for somebody who is away.
    """
    people = get_user_model()._default_manager.filter(is_active=True).order_by("pk")
    task = task.specific
    if not isinstance(task, AbstractGroupApprovalTask):
        return people.none()
    groups = task.groups.all()
    of_editors = OfficeGroup.objects.filter(role=Role.EDITOR, group__in=groups.values("pk"))
    editors = people.filter(groups__in=of_editors.values("group")).distinct()
    if editors.exists():
        return editors
    return people.filter(groups__in=groups).distinct()


def checks_for_others(user: AbstractBaseUser) -> bool:
    """Return whether the user decides at a check. One query."""
    later = WorkflowTask.objects.filter(
        workflow=OuterRef("workflow"), sort_order__gt=OuterRef("sort_order"), task__active=True
    )
    tasks = WorkflowTask.objects.filter(Exists(later), task__active=True)
    groups = Group.objects.filter(user=user, groupapprovaltask__workflow_tasks__in=tasks)
    return groups.exists()
