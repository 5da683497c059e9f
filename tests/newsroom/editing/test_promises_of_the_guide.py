"""Promises of the editors' guides that no test of a single feature shows."""

import datetime

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from home.models import OfficeSettings
from newsroom.models import ArticlePage, ElectionPeriod
from newsroom.publishing.schedule import run_schedule
from tests.factories import make_statement
from tests.newsroom.editing.test_mail import make_user
from tests.newsroom.editing.test_quotations import quote
from tests.newsroom.editing.test_statement_form import edit_url
from tests.newsroom.editors import log_in, statement_form

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def draft(office, language) -> ArticlePage:
    page = make_statement(office, language=language, live=False)
    page.save_revision()
    return page


def submit(office, page: ArticlePage):
    """Submit the page as an editor; return the client."""
    client = log_in(office, name="writer", approves=False)
    client.post(edit_url(page), statement_form(page, **{"action-submit": "yes"}))
    return client


def test_while_a_statement_waits_only_who_decides_can_change_it(office, draft):
    writer = submit(office, draft)

    writer.post(edit_url(draft), statement_form(draft, title="Changed by the writer"))
    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().title == "A statement"
    log_in(office).post(edit_url(draft), statement_form(draft, title="Changed by who decides"))

    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().title == "Changed by who decides"


def test_everyone_chooses_which_e_mails_they_get(office, draft, django_capture_on_commit_callbacks):
    make_user("wants-it", office.managers)
    declines = make_user("declines", office.managers)
    UserProfile.objects.filter(user=declines).update(submitted_notifications=False)

    with django_capture_on_commit_callbacks(execute=True):
        submit(office, draft)

    assert [message.to for message in mail.outbox] == [["wants-it@office.example"]]


def test_a_time_that_is_only_noted_publishes_nothing(office, draft):
    soon = timezone.localtime(timezone.now() + HOUR).strftime("%Y-%m-%d %H:%M")
    log_in(office).post(edit_url(draft), statement_form(draft, go_live_at=soon))

    with time_machine.travel(timezone.now() + 2 * HOUR):
        run_schedule()

    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().go_live_at is not None
    assert not draft.live


def test_a_scheduled_page_is_locked_until_the_schedule_is_cancelled(office, draft):
    draft.go_live_at = timezone.now() + HOUR
    draft.save_revision().publish()
    client = log_in(office)
    draft.refresh_from_db()

    client.post(edit_url(draft), statement_form(draft, title="Too late"))
    assert draft.get_latest_revision_as_object().title == "A statement"
    revision = draft.scheduled_revision
    client.post(reverse("wagtailadmin_pages:revisions_unschedule", args=[draft.pk, revision.pk]))
    client.post(edit_url(draft), statement_form(draft, title="In time"))

    draft = ArticlePage.objects.get(pk=draft.pk)
    assert draft.get_latest_revision_as_object().title == "In time"


def test_deleting_a_category_removes_it_from_statements_in_both_languages(office):
    english, welsh = office.categories["en"][0], office.categories["cy"][0]
    pages = [
        make_statement(office, language=code, title=code, categories=[category], publish=True)
        for code, category in (("en", english), ("cy", welsh))
    ]

    address = reverse("wagtailsnippets_newsroom_category:delete", args=[english.pk])
    log_in(office).post(address)

    for page in pages:
        assert not ArticlePage.objects.get(pk=page.pk).categories.exists()
        assert ArticlePage.objects.get(pk=page.pk).live


@pytest.mark.parametrize("name", ["funding_en", "funding_cy", "imprint_en", "imprint_cy"])
def test_the_office_must_say_who_pays_and_who_answers_in_both_languages(office, name):
    client = log_in(office)
    address = reverse("wagtailsettings:edit", args=["home", "officesettings", office.site.pk])
    form = client.get(address).context["form"]
    data = {key: form[key].value() or "" for key in form.fields}

    response = client.post(address, {**data, name: ""})

    assert response.status_code == 200
    assert name in response.context["form"].errors
    assert getattr(OfficeSettings.objects.get(site=office.site), name)


def test_an_election_period_stops_neither_drafts_nor_submission(office, draft):
    now = timezone.now()
    ElectionPeriod.objects.create(
        site=office.site, name="Senedd election", starts_at=now - HOUR, ends_at=now + HOUR
    )

    submit(office, draft)

    draft.refresh_from_db()
    assert draft.current_workflow_state is not None
    assert ElectionPeriod.objects.exists()
    assert not draft.live


DRAFT_RECORD = {
    "en": "draft of the Record, which may still change",
    "cy": "drafft o’r Cofnod, a all newid eto",
}


def test_readers_are_told_that_words_of_the_draft_record_may_change(client, office, language):
    page = quote(make_statement(office, language=language, title="Bus"))

    assert DRAFT_RECORD[language] in client.get(page.url).content.decode()
