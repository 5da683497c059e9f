"""The editors' check before the managers' approval, which an office switches on or off."""

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowState, WorkflowTask
from wagtail.users.models import UserProfile

from home.models import OfficeSettings
from home.offices.workflow import set_checking
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, Role
from newsroom.publishing.review import Step, people_who_decide, step_of
from tests.factories import make_statement
from tests.newsroom.editing.test_statement_form import edit_url
from tests.newsroom.editors import log_in_as, statement_form

WORDS = {
    "en": {
        "check": "To check",
        "approve": "To approve",
        "wait": "Waits to be checked since",
        "pass": "Pass on for approval",
    },
    "cy": {
        "check": "I’w wirio",
        "approve": "I’w gymeradwyo",
        "wait": "Yn aros i gael ei wirio ers",
        "pass": "Pasio ymlaen i’w gymeradwyo",
    },
}
TEXT = {
    "en": "The evening bus to the valley will run until the end of March, and we fight for it.",
    "cy": "Bydd y bws gyda’r nos i’r cwm yn rhedeg tan ddiwedd mis Mawrth, a brwydrwn drosto.",
}


def switch(office, *, is_on: bool) -> None:
    settings = OfficeSettings.objects.get(site=office.site)
    settings.has_checking = is_on
    settings.save()


@pytest.fixture
def checked(office):
    """The office, which checks before it approves."""
    switch(office, is_on=True)
    return office


@pytest.fixture
def people(office, language) -> dict[Role, Client]:
    """Somebody with each role, who works in `language`."""
    clients = {role: log_in_as(office, role) for role in Role}
    for user in get_user_model().objects.all():
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    return clients


def submitted_by(client: Client, office, language: str, **fields) -> ArticlePage:
    page = make_statement(office, language=language, text=TEXT[language], live=False, **fields)
    page.owner = office.writers.user_set.get()
    page.save()
    client.post(edit_url(page), statement_form(page, **{"action-submit": "yes"}))
    return page


def decide(client: Client, page: ArticlePage, action: str = "approve", comment: str = "") -> None:
    form = {"action-workflow-action": "true", "workflow-action-name": action}
    if comment:
        form["workflow-action-extra-data"] = f'{{"comment": "{comment}"}}'
    client.post(edit_url(page), statement_form(page, **form))


def state_of(page: ArticlePage) -> WorkflowState:
    return WorkflowState.objects.filter(object_id=str(page.pk)).latest("pk")


def test_a_statement_is_written_checked_and_approved(
    checked, language, people, django_capture_on_commit_callbacks
):
    writer, editor, manager = people[Role.WRITER], people[Role.EDITOR], people[Role.MANAGER]
    words = WORDS[language]
    with django_capture_on_commit_callbacks(execute=True):
        page = submitted_by(writer, checked, language, title="The bus")
    assert step_of(state_of(page)) == Step.CHECK
    assert [message.to for message in mail.outbox] == [["editor@office.example"]]
    assert mail.outbox[0].subject.startswith(words["check"])

    # Locked for its writer, who learns who has it.
    form = writer.get(edit_url(page)).text
    assert words["wait"] in form
    assert f"editor-{checked.site.pk}" in form
    assert f"manager-{checked.site.pk}" not in form
    home = reverse("wagtailadmin_home")
    assert panels(editor, "to-check") == ["The bus"]
    assert words["check"] in editor.get(home).text
    assert panels(people[Role.TRANSLATOR], "to-check") == []
    assert words["pass"] in editor.get(edit_url(page)).text

    connection.run_on_commit.clear()  # The transaction of the test holds what was called above.
    with django_capture_on_commit_callbacks(execute=True):
        decide(editor, page, comment="Good")
    assert step_of(state_of(page)) == Step.APPROVAL
    assert not ArticlePage.objects.get(pk=page.pk).live
    assert mail.outbox[1].to == ["manager@office.example"]
    assert mail.outbox[1].subject.startswith(words["approve"])
    assert f"editor-{checked.site.pk}" in mail.outbox[1].body
    assert "“Good”" in mail.outbox[1].body
    assert panels(manager, "to-approve") == ["The bus"]
    assert panels(editor, "to-check") == []
    assert words["pass"] not in manager.get(edit_url(page)).text

    decide(manager, page)
    assert ArticlePage.objects.get(pk=page.pk).live


def panels(client: Client, name: str) -> list[str]:
    found = client.get(reverse("wagtailadmin_home")).context["panels"]
    [panel] = [panel for panel in found if panel.name == name]
    return [row.title for row in panel.__dict__["_rows"]]


def test_what_was_returned_goes_back_to_whoever_returned_it(checked, people, language):
    writer, editor, manager = people[Role.WRITER], people[Role.EDITOR], people[Role.MANAGER]
    page = submitted_by(writer, checked, language)
    decide(editor, page, "reject")
    assert state_of(page).status == WorkflowState.STATUS_NEEDS_CHANGES
    assert panels(writer, "returned") != []

    writer.post(edit_url(page), statement_form(page, **{"action-submit": "yes"}))
    assert step_of(state_of(page)) == Step.CHECK
    decide(editor, page)
    decide(manager, page, "reject")
    writer.post(edit_url(page), statement_form(page, **{"action-submit": "yes"}))

    assert step_of(state_of(page)) == Step.APPROVAL


def test_both_languages_are_checked_and_approved_in_one_act(checked, people, language):
    writer, editor, manager = people[Role.WRITER], people[Role.EDITOR], people[Role.MANAGER]
    first = make_statement(checked, language=language, text=TEXT[language], live=False)
    other = other_language(language)
    second = make_statement(
        checked, language=other, text=TEXT[other], translation_of=first, live=False
    )
    pages = [first, second]
    ArticlePage.objects.filter(pk__in=[page.pk for page in pages]).update(
        owner=checked.writers.user_set.get()
    )
    for page in pages:
        page.save_revision()

    def act(client: Client, name: str) -> list[Step]:
        client.post(reverse("newsroom_translation", args=[first.pk]), {"action": name})
        return [step_of(state_of(page)) for page in pages]

    assert act(writer, "submit-both") == [Step.CHECK, Step.CHECK]
    offered = editor.get(reverse("newsroom_translation", args=[first.pk])).text
    assert "check-both" in offered
    assert "approve-both" not in offered
    assert act(editor, "approve-both") == [Step.CHECK, Step.CHECK]
    assert act(editor, "check-both") == [Step.APPROVAL, Step.APPROVAL]
    act(manager, "approve-both")
    assert ArticlePage.objects.filter(live=True).count() == 2


def test_a_manager_checks_where_no_editor_can_log_in(checked, people, language):
    get_user_model().objects.filter(groups=checked.editors).update(is_active=False)
    page = submitted_by(people[Role.WRITER], checked, language)
    task = state_of(page).current_task_state.task

    assert list(people_who_decide(task)) == list(checked.managers.user_set.all())
    assert panels(people[Role.MANAGER], "to-check") != []
    decide(people[Role.MANAGER], page)
    assert step_of(state_of(page)) == Step.APPROVAL


def test_without_a_check_it_goes_to_the_managers_at_once(office, people, language):
    page = submitted_by(people[Role.WRITER], office, language)

    assert step_of(state_of(page)) == Step.APPROVAL
    assert panels(people[Role.EDITOR], "to-check") == []


def test_what_is_in_review_goes_on_when_the_check_begins_or_ends(office, people):
    writer, editor, manager = people[Role.WRITER], people[Role.EDITOR], people[Role.MANAGER]
    before = submitted_by(writer, office, "en", title="Before")
    switch(office, is_on=True)
    assert step_of(state_of(before)) == Step.APPROVAL
    decide(manager, before)
    assert ArticlePage.objects.get(pk=before.pk).live

    waiting = submitted_by(writer, office, "en", title="Waiting")
    returned = submitted_by(writer, office, "en", title="Returned")
    decide(editor, returned, "reject")
    switch(office, is_on=False)

    assert step_of(state_of(waiting)) == Step.APPROVAL
    writer.post(edit_url(returned), statement_form(returned, **{"action-submit": "yes"}))
    assert step_of(state_of(returned)) == Step.APPROVAL
    decide(manager, returned)
    assert ArticlePage.objects.get(pk=returned.pk).live
    assert not TaskState.objects.filter(
        status=TaskState.STATUS_IN_PROGRESS, workflow_state=state_of(returned)
    ).exists()


def test_switching_twice_leaves_one_check_and_the_operators_own_steps(office):
    workflow = Workflow.objects.get(workflow_pages__page=office.homes["en"])
    own = GroupApprovalTask.objects.create(name="The lawyer")
    WorkflowTask.objects.create(workflow=workflow, task=own, sort_order=-1)

    for is_on in (True, False, True, True):
        set_checking(office.site, is_on=is_on)
    assert [task.name for task in workflow.tasks] == [
        *("Mared Puw: check", "The lawyer", "Mared Puw: approval")
    ]
    set_checking(office.site, is_on=False)
    assert [task.name for task in workflow.tasks] == ["The lawyer", "Mared Puw: approval"]


def test_managers_switch_it_in_the_settings(office, people):
    address = reverse("wagtailsettings:edit", args=["home", "officesettings", office.site.pk])
    manager = people[Role.MANAGER]
    form = manager.get(address).context["form"]
    data = {name: form.initial.get(name) or "" for name in form.fields}

    manager.post(address, {**data, "has_checking": "on"})

    workflow = Workflow.objects.get(workflow_pages__page=office.homes["cy"])
    assert [task.name for task in workflow.tasks] == ["Mared Puw: check", "Mared Puw: approval"]
