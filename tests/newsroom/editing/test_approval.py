"""Submission by an editor and approval by an approver of the same office."""

import pytest
from wagtail.models import TaskState

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
    assert list(state.task.specific.groups.all()) == [office.approvers]

    log_in(office).post(
        edit_url(submitted),
        statement_form(
            submitted,
            **{"action-workflow-action": "true", "workflow-action-name": "approve"},
        ),
    )

    submitted.refresh_from_db()
    assert submitted.live
