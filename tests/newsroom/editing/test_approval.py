"""Submission by an editor and approval by an approver of the same office."""

import pytest
from django.test import Client
from wagtail.models import TaskState
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage
from tests.factories import make_statement
from tests.newsroom.editing.test_statement_form import edit_url
from tests.newsroom.editors import log_in, statement_form


@pytest.fixture
def submitted(office, language) -> ArticlePage:
    page = make_statement(office, language=language, live=False)
    editor = log_in(office, name="editor", approves=False)
    editor.post(edit_url(page), statement_form(page, **{"action-submit": "yes"}))
    return page


def test_an_editor_submits_and_an_approver_publishes(office, submitted):
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)
    assert list(state.task.specific.groups.all()) == [office.managers]

    log_in(office).post(
        edit_url(submitted),
        statement_form(
            submitted,
            **{"action-workflow-action": "true", "workflow-action-name": "approve"},
        ),
    )

    submitted.refresh_from_db()
    assert submitted.live


WAITS = {"en": "Waits for approval since", "cy": "Yn aros am gymeradwyaeth ers"}


def test_the_form_says_who_has_the_page_and_what_its_author_can_do(office, submitted, language):
    approver = log_in(office, name="elin")
    office.managers.user_set.update(first_name="Elin", last_name="Rhys")
    author = office.editors.user_set.get()
    profile = UserProfile.get_for_user(author)
    profile.preferred_language = language
    profile.save()
    client = Client()
    client.force_login(author)

    text = client.get(edit_url(submitted)).text

    assert WAITS[language] in text
    assert "Elin Rhys" in text
    assert {"en": "Cancel workflow”", "cy": "Canslo’r llif gwaith”"}[language] in text
    assert WAITS["en"] not in approver.get(edit_url(submitted)).text


def test_the_form_says_when_nobody_can_approve(office, submitted):
    client = log_in(office, name="second", approves=False)

    text = client.get(edit_url(submitted)).text

    assert "Nobody is in the group that decides" in text
    assert "choose “Cancel workflow”" not in text
