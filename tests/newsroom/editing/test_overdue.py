"""Overdue statements: named on the dashboard and on their form, and published by one button."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.models import PageLogEntry, Revision
from wagtail.users.models import UserProfile

from newsroom.models import ArticlePage, ScheduleFailure
from newsroom.worker import jobs
from tests.factories import make_office, make_statement
from tests.newsroom.editing.test_statement_form import edit_url
from tests.newsroom.editors import log_in
from tests.newsroom.publishing.test_gate import TEXTS

NINE = datetime.datetime(2026, 6, 16, 8, 0, tzinfo=datetime.UTC)  # 09:00 in London
NAMED = {"en": "overdue by 12 minutes", "cy": "yn hwyr ers 12 munud"}
BUTTONS = {"en": "Publish now", "cy": "Cyhoeddi nawr"}


def publish_url(page: ArticlePage) -> str:
    return reverse("newsroom_publish_overdue", args=[page.pk])


def use(language: str) -> None:
    for user in get_user_model().objects.all():
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})


@pytest.fixture
def overdue(office):
    """A statement scheduled for nine o'clock; it is twelve minutes later and no worker ran."""
    with time_machine.travel(NINE - datetime.timedelta(hours=1)):
        page = make_statement(office, title="Bus to the hospital", live=False)
        page.go_live_at = NINE
        page.save_revision().publish()
    with time_machine.travel(NINE + datetime.timedelta(minutes=12)):
        yield page


def test_the_dashboard_names_it_with_minutes_and_a_button(office, overdue, language):
    client = log_in(office)
    use(language)

    content = client.get(reverse("wagtailadmin_home")).content.decode()

    assert NAMED[language] in content
    assert "09:00 (Europe/London)" in content
    assert publish_url(overdue) in content
    assert BUTTONS[language] in content


def test_its_form_names_it_with_a_button(office, overdue, language):
    client = log_in(office)
    use(language)

    content = client.get(edit_url(overdue)).content.decode()

    assert "09:00 (Europe/London)" in content
    assert {"en": "overdue by 12 minutes", "cy": "hwyr ers 12 munud"}[language] in content
    assert publish_url(overdue) in content


def test_the_button_publishes_it_once_and_is_logged(office, overdue):
    ScheduleFailure.objects.create(
        page=overdue, action="publish", due_at=NINE, next_attempt_at=NINE, error="Full"
    )
    client = log_in(office)

    response = client.post(publish_url(overdue), follow=True)

    overdue.refresh_from_db()
    assert overdue.live
    assert overdue.scheduled_revision is None
    assert "“Bus to the hospital” (English) is public now." in response.content.decode()
    assert not ScheduleFailure.objects.exists()
    entry = PageLogEntry.objects.get(page=overdue.pk, action="wagtail.publish")
    assert entry.user.username.startswith("approver")

    again = client.post(publish_url(overdue), follow=True)
    assert "is not overdue" in again.content.decode()
    assert PageLogEntry.objects.filter(page=overdue.pk, action="wagtail.publish").count() == 1


def test_the_other_language_of_the_same_moment_is_published_too(office, overdue):
    other = make_statement(office, language="cy", translation_of=overdue, live=False)
    with time_machine.travel(NINE - datetime.timedelta(hours=1)):
        other.go_live_at = NINE
        other.save_revision().publish()

    content = log_in(office).post(publish_url(overdue), follow=True).content.decode()

    assert ArticlePage.objects.filter(live=True).count() == 2
    assert "(English) is public now." in content
    assert "(Welsh) is public now." in content


def test_what_the_gate_refuses_is_asked_about_and_not_published(office):
    page = make_statement(office, language="cy", title="A bus", text=TEXTS["en"], live=False)
    page.go_live_at = NINE
    revision = page.save_revision()
    # Scheduled before the gate was there.
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=NINE)

    with time_machine.travel(NINE + datetime.timedelta(minutes=12)):
        response = log_in(office).post(publish_url(page))

    page.refresh_from_db()
    assert response.url.startswith(reverse("newsroom_publication", args=[page.pk]))
    assert not page.live


def test_an_editor_who_may_not_publish_sees_it_without_the_button(office, overdue):
    client = log_in(office, name="editor", approves=False)

    content = client.get(reverse("wagtailadmin_home")).content.decode()
    client.post(publish_url(overdue))

    overdue.refresh_from_db()
    assert "overdue by 12 minutes" in content
    assert publish_url(overdue) not in content
    assert not overdue.live


def test_another_office_can_neither_see_nor_publish_it(office, overdue):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    client = log_in(other)

    response = client.post(publish_url(overdue), follow=True)

    overdue.refresh_from_db()
    assert not overdue.live
    assert "Bus to the hospital" not in response.content.decode()


def test_what_is_not_due_yet_is_not_published_by_the_button(office):
    page = make_statement(office, live=False)
    page.go_live_at = timezone.now() + datetime.timedelta(hours=1)
    page.save_revision().publish()

    log_in(office).post(publish_url(page))

    page.refresh_from_db()
    assert not page.live


def test_only_a_form_publishes(office, overdue):
    assert log_in(office).get(publish_url(overdue)).status_code == 405


def test_job_names_are_words_in_both_languages():
    for job in jobs.registered_jobs():
        texts = set()
        for code, _name in settings.LANGUAGES:
            with translation.override(code):
                texts.add(str(jobs.job_label(job.name)))
        assert len(texts) == len(settings.LANGUAGES), job.name
        assert all("_" not in text and " " in text for text in texts), job.name


def test_a_failed_job_is_named_in_words(office, language):
    jobs.WorkerHeartbeat.objects.create(
        job="publish",
        interval=datetime.timedelta(seconds=10),
        started_at=timezone.now(),
        finished_at=timezone.now(),
        failure="OperationalError: disk full",
    )
    client = log_in(office)
    use(language)

    content = client.get(reverse("wagtailadmin_home")).content.decode()

    with translation.override(language):
        assert str(jobs.job_label("publish")) in content
    assert "disk full" in content
