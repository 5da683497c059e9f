"""Steps of the review of a page: checking by editors, then approval by managers.

The last task of a page's workflow is the approval, which publishes or schedules the page. Every
task before it is a check. An office without a check has a workflow of one task.
"""

from collections.abc import Iterable
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


def steps_of(states: Iterable[WorkflowState]) -> dict[int, Step]:
    """Return what each of these workflows waits for, by primary key.

    One query where the states' current task states are loaded.
    """
    states = list(states)
    workflows = {state.workflow_id for state in states}
    rows = WorkflowTask.objects.filter(workflow__in=workflows, task__active=True)
    last = dict(rows.order_by("sort_order", "pk").values_list("workflow", "task"))
    found = {}
    for state in states:
        current = state.current_task_state
        is_last = current is not None and current.task_id == last.get(state.workflow_id)
        found[state.pk] = Step.APPROVAL if is_last else Step.CHECK
    return found


def step_of(state: WorkflowState) -> Step:
    """Return what a workflow waits for."""
    return steps_of([state])[state.pk]


def waiting_for_approval() -> QuerySet[WorkflowState]:
    """Return the workflows in progress that are at their last task."""
    tasks = WorkflowTask.objects.filter(workflow=OuterRef("workflow"), task__active=True)
    last = tasks.order_by("-sort_order", "-pk").values("task")[:1]
    states: QuerySet[WorkflowState] = WorkflowState.objects.filter(
        status=WorkflowState.STATUS_IN_PROGRESS, current_task_state__task=Subquery(last)
    )
    return states


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
