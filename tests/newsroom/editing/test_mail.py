"""E-mails to editors: in the recipient's language, one for each person and event."""

import datetime

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import Comment, GroupApprovalTask, TaskState
from wagtail.users.models import UserProfile

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from newsroom.publishing.embargoes import set_embargo
from tests.factories import make_office, make_statement
from tests.newsroom.editing.test_statement_form import edit_url
from tests.newsroom.editors import log_in, statement_form

NAMES = {"en": "English", "cy": "Cymraeg"}
SUBJECTS = {
    "en": {"submitted": "To approve", "approved": "Approved", "rejected": "Returned to you"},
    "cy": {
        "submitted": "I’w gymeradwyo",
        "approved": "Cymeradwywyd",
        "rejected": "Dychwelwyd atoch",
    },
}


def make_user(name: str, *groups, language: str = "", **fields):
    user = get_user_model().objects.create_user(name, email=f"{name}@office.example", **fields)
    user.groups.set(groups)
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    return user


def submit(page: ArticlePage, user) -> None:
    page.save_revision(user=user)
    page.get_workflow().start(page, user)


@pytest.fixture
def deliver(django_capture_on_commit_callbacks):
    """Return a context that sends what its block causes, as a commit would."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def page(office, language) -> ArticlePage:
    return make_statement(office, language=language, title="Bus to the hospital", live=False)


def test_each_recipient_is_written_to_in_their_own_language(office, page, language, deliver):
    """The request of whoever submits runs in the other language."""
    make_user("checker", office.managers, language=language)
    make_user("unset", office.managers)
    writer = make_user("writer", office.editors)

    with translation.override(other_language(language)), deliver():
        submit(page, writer)

    by_address = {message.to[0]: message for message in mail.outbox}
    assert set(by_address) == {"checker@office.example", "unset@office.example"}
    subject = by_address["checker@office.example"].subject
    assert subject.startswith(SUBJECTS[language]["submitted"])
    assert by_address["unset@office.example"].subject.startswith(SUBJECTS["en"]["submitted"])


def test_subject_and_text_name_language_office_and_time_with_zone(office, page, language, deliver):
    make_user("checker", office.managers, language="en")
    page.go_live_at = datetime.datetime(2099, 6, 16, 8, 30, tzinfo=datetime.UTC)

    with deliver():
        submit(page, make_user("writer", office.editors))

    (message,) = mail.outbox
    name = {"en": "English", "cy": "Welsh"}[language]
    assert message.subject == f"To approve: “Bus to the hospital” ({name}), Mared Puw"
    assert "Planned to be public from 16 June 2099, 09:30 (Europe/London)" in message.body
    assert edit_url(page) in message.body
    assert "writer asks you to approve this." in message.body
    today = timezone.localtime()
    assert f"Submitted on {today.day} " in message.body


def test_a_person_in_two_groups_gets_one_email(office, page, deliver):
    task = GroupApprovalTask.objects.get(groups=office.managers)
    task.groups.add(office.editors)
    make_user("both", office.managers, office.editors, is_superuser=True)

    with deliver():
        submit(page, make_user("writer"))

    assert [message.to for message in mail.outbox] == [["both@office.example"]]


@pytest.mark.parametrize("can_be_checked", [True, False])
def test_superusers_are_written_to_only_where_nobody_else_can_check(
    office, page, deliver, can_be_checked
):
    make_user("operator", is_superuser=True)
    if can_be_checked:
        make_user("checker", office.managers)

    with deliver():
        submit(page, make_user("writer", office.editors))

    expected = "checker" if can_be_checked else "operator"
    assert [message.to for message in mail.outbox] == [[f"{expected}@office.example"]]


def test_both_languages_submitted_in_one_act_make_one_email(office, page, language, deliver):
    other = make_statement(
        office, language=other_language(language), title="Y bws", translation_of=page, live=False
    )
    make_user("checker", office.managers, language="en")
    writer = make_user("writer", office.editors)

    with deliver(), transaction.atomic():
        submit(page, writer)
        submit(other, writer)

    (message,) = mail.outbox
    assert "English" in message.subject
    assert "Welsh" in message.subject
    assert edit_url(page) in message.body
    assert edit_url(other) in message.body


@pytest.mark.parametrize("scheduled", [False, True])
def test_the_writer_is_told_of_approval_and_its_time(office, page, language, deliver, scheduled):
    if scheduled:
        page.go_live_at = datetime.datetime(2099, 6, 16, 8, 30, tzinfo=datetime.UTC)
    submit(page, make_user("writer", office.editors, language=language))
    approver = make_user("checker", office.managers, language=other_language(language))
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)

    with deliver():
        state.approve(user=approver)

    (message,) = mail.outbox
    assert message.to == ["writer@office.example"]
    assert message.subject.startswith(SUBJECTS[language]["approved"])
    assert ("2099, 09:30 (Europe/London)" in message.subject) is scheduled
    assert ("2099, 09:30 (Europe/London)" in message.body) is scheduled


def test_an_approval_under_embargo_names_its_end(office, page, deliver):
    submit(page, make_user("writer", office.editors, language="en"))
    approver = make_user("checker", office.managers)
    set_embargo(
        page, until=datetime.datetime(2099, 6, 16, 8, 30, tzinfo=datetime.UTC), user=approver
    )

    with deliver():
        TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS).approve(user=approver)

    (message,) = mail.outbox
    assert "public from 16 June 2099, 09:30 (Europe/London)" in message.subject
    assert "Public now" not in message.body


def test_the_writer_is_told_of_return_with_the_comment(office, page, language, deliver):
    submit(page, make_user("writer", office.editors, language=language))
    state = TaskState.objects.get(status=TaskState.STATUS_IN_PROGRESS)

    with deliver():
        state.reject(user=make_user("checker", office.managers), comment="Who is “they”? & why")

    (message,) = mail.outbox
    assert message.subject.startswith(SUBJECTS[language]["rejected"])
    assert "“Who is “they”? & why”" in message.body


def test_nothing_is_sent_of_what_was_rolled_back(office, page, deliver):
    make_user("checker", office.managers)

    with deliver(), transaction.atomic():
        submit(page, make_user("writer", office.editors))
        transaction.set_rollback(True)

    assert mail.outbox == []


def test_nobody_of_another_office_is_written_to(office, page, deliver):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    make_user("stranger", other.managers)
    make_user("checker", office.managers)

    with deliver():
        submit(page, make_user("writer", office.editors))

    assert [message.to for message in mail.outbox] == [["checker@office.example"]]


def test_a_profile_always_has_a_language(office):
    with translation.override("cy"):
        profile = UserProfile.get_for_user(make_user("new", office.editors))

    assert profile.preferred_language == "en"
    assert profile.get_preferred_language() == "en"


def test_a_comment_is_told_in_the_recipients_language(office, page, language):
    """Wagtail sends these e-mails, with our subject, and language and office in the text."""
    page.save_revision()
    author = make_user("author", office.managers, language=language)
    Comment.objects.create(page=page, user=author, contentpath="title", text="Which bus?")
    page.subscribers.create(user=author, comment_notifications=True)
    client = log_in(office)

    form = statement_form(page, title="Another title")
    form |= {
        "comments-TOTAL_FORMS": 1,
        "comments-0-text": "The T5",
        "comments-0-contentpath": "summary",
        "comments-0-id": "",
        "comments-0-deleted": "",
        "comments-0-resolved": "",
        "comments-0-position": "",
        "comments-0-replies-TOTAL_FORMS": 0,
        "comments-0-replies-INITIAL_FORMS": 0,
        "comments-0-replies-MIN_NUM_FORMS": 0,
        "comments-0-replies-MAX_NUM_FORMS": 0,
        "comment_notifications": "",
    }
    client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)

    (message,) = mail.outbox
    with translation.override(language):
        name = translation.gettext({"en": "English", "cy": "Welsh"}[language])
        lines = [
            translation.gettext("Language: %(language)s") % {"language": name},
            translation.gettext("Office: %(office)s") % {"office": "Mared Puw"},
        ]
    assert message.to == ["author@office.example"]
    assert f"({name}), Mared Puw" in message.subject
    assert "\n".join(lines) in message.body
