"""The panels of the admin's home page, and the list of statements."""

import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.users.models import UserProfile

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, ScheduleFailure, WorkerHeartbeat
from newsroom.worker import jobs
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def client(office):
    return log_in(office)


def dashboard(client) -> str:
    return client.get(reverse("wagtailadmin_home")).content.decode()


def record_heartbeat(**fields) -> None:
    now = timezone.now()
    WorkerHeartbeat.objects.create(
        job="publish",
        interval=datetime.timedelta(seconds=10),
        **{"started_at": now, "finished_at": now, "succeeded_at": now, **fields},
    )


def test_due_publications_are_shown_in_the_offices_time_zone(office, client, language):
    with time_machine.travel(datetime.datetime(2026, 6, 16, 7, 0, tzinfo=datetime.UTC)):
        page = make_statement(office, language=language, title="To come", live=False)
        page.go_live_at = datetime.datetime(2026, 6, 16, 8, 30, tzinfo=datetime.UTC)
        page.save_revision().publish()

        content = dashboard(client)

    assert "To come" in content
    assert "09:30 (Europe/London)" in content


def test_a_stopped_worker_is_reported(office, client):
    assert "The worker is not running" in dashboard(client)

    record_heartbeat()
    assert "The worker is not running" not in dashboard(client)

    WorkerHeartbeat.objects.update(
        started_at=timezone.now() - HOUR, finished_at=timezone.now() - HOUR
    )
    assert "The worker is not running" in dashboard(client)


def test_a_failure_is_shown_with_its_reason(office, client):
    page = make_statement(office, title="Broken", live=False)
    ScheduleFailure.objects.create(
        page=page,
        action="publish",
        due_at=timezone.now(),
        next_attempt_at=timezone.now(),
        error="ValidationError: the printer is on fire",
    )

    content = dashboard(client)

    assert "Broken" in content
    assert "the printer is on fire" in content


def test_drafts_and_statements_in_one_language_are_shown(office, client, language):
    draft = make_statement(office, language=language, title="Half written", live=False)
    draft.save_revision()
    make_statement(office, language=language, title="Alone")
    whole = make_statement(office, language=language, title="Whole")
    make_statement(office, language=other_language(language), title="Cyfan", translation_of=whole)
    record_heartbeat()

    content = dashboard(client)

    assert "Half written" in content
    assert "Alone" in content
    assert "Whole" not in content


def test_nothing_of_another_office_is_shown(office, client):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    page = make_statement(other, title="Their secret", live=False)
    page.go_live_at = timezone.now() + HOUR
    page.save_revision().publish()
    ScheduleFailure.objects.create(
        page=page,
        action="publish",
        due_at=timezone.now(),
        next_attempt_at=timezone.now(),
        error="secret",
    )

    assert "secret" not in dashboard(client)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"Alone", "Whole", "Cyfan", "Draft"}),
        ("language=cy", {"Cyfan"}),
        ("state=draft", {"Draft"}),
        ("translated=no&state=live", {"Alone"}),
        ("translated=single", {"Alone"}),
        ("date_from=2026-01-01", {"Draft"}),
    ],
)
def test_the_list_of_statements_is_filtered(office, client, query, expected):
    make_statement(office, title="Alone")
    whole = make_statement(office, title="Whole")
    make_statement(office, language="cy", title="Cyfan", translation_of=whole)
    make_statement(office, title="Draft", live=False, date=datetime.date(2026, 6, 16))

    response = client.get(reverse("newsroom_statements:index") + f"?{query}")

    assert {page.title for page in response.context["page_obj"]} == expected


def test_the_list_is_filtered_by_category_in_both_languages(office, client):
    make_statement(office, title="Filed", categories=[office.categories["en"][0]])
    make_statement(office, language="cy", title="Ffeil", categories=[office.categories["cy"][0]])
    make_statement(office, title="Not filed")

    address = reverse("newsroom_statements:index")
    response = client.get(f"{address}?category={office.categories['en'][0].pk}")

    assert {page.title for page in response.context["page_obj"]} == {"Filed", "Ffeil"}


def test_a_new_statement_is_created_in_either_language(office, client, language):
    index = office.indexes[language]
    address = reverse("newsroom_statements:choose_parent")
    assert client.get(address).status_code == 200

    response = client.post(address, {"parent_page": index.pk})

    expected = reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", index.pk])
    assert response.url == expected


def test_the_list_shows_the_day_of_each_statement(office, client, language):
    make_statement(office, title="Old", date=datetime.date(2016, 7, 6))
    expected = {"en": "6 July 2016", "cy": "6 Gorffennaf 2016"}[language]

    UserProfile.objects.update_or_create(
        user=get_user_model().objects.get(), defaults={"preferred_language": language}
    )

    page = client.get(reverse("newsroom_statements:index")).content.decode()

    assert expected in page


def test_the_list_links_to_the_translation_of_each_statement(office, client, language):
    statement = make_statement(office, language=language)

    page = client.get(reverse("newsroom_statements:index")).content.decode()

    assert reverse("newsroom_translation", args=[statement.pk]) in page
    assert reverse("wagtailadmin_pages:edit", args=[statement.pk]) in page


def test_the_list_takes_as_many_queries_for_fifty_as_for_five(office, client):
    get_user_model().objects.update(is_superuser=True)
    address = reverse("newsroom_statements:index")

    def count() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        assert len(response.context["page_obj"]) == ArticlePage.objects.count()
        return len(queries)

    for number in range(5):
        make_statement(office, title=f"Statement {number}", categories=office.categories["en"][:1])
    queries_for_five = count()
    for number in range(5, 50):
        make_statement(office, title=f"Statement {number}", publish=number % 9 == 0)

    assert count() == queries_for_five


def test_searching_keeps_the_order_by_date(office, client):
    make_statement(office, title="Bus one", date=datetime.date(2016, 1, 1))
    make_statement(office, title="Bus two", date=datetime.date(2026, 1, 1))

    response = client.get(reverse("newsroom_statements:index") + "?q=bus")

    assert [page.title for page in response.context["page_obj"]] == ["Bus two", "Bus one"]


def test_the_worker_is_registered_with_its_jobs():
    assert "publish" in {job.name for job in jobs.registered_jobs()}


def test_the_list_of_statements_offers_categories_in_the_editors_language(office, client, language):
    user = office.approvers.user_set.get()
    UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
    first = office.categories[language][0]

    response = client.get(reverse("newsroom_statements:index"))

    offered = response.context["filters"].form.fields["category"].queryset
    assert [category.name for category in offered] == [
        category.name for category in office.categories[language]
    ]
    make_statement(office, language=language, title="Filed", categories=[first])
    chosen = client.get(reverse("newsroom_statements:index"), {"category": first.pk})
    assert "Filed" in chosen.content.decode()


def test_the_list_of_statements_scrolls_on_a_phone(office, client):
    make_statement(office, title="A title of several words")

    assert "listing--wide" in client.get(reverse("newsroom_statements:index")).content.decode()


def test_a_half_withdrawn_pair_is_seen_everywhere(office, client, language):
    other = other_language(language)
    page = make_statement(office, language=language, title="Still here", publish=True)
    gone = make_statement(office, language=other, title="Gone", translation_of=page, publish=True)
    gone.unpublish()
    name = {"en": "English", "cy": "Welsh"}[other]

    content = dashboard(client)
    assert "Still here" in content
    assert f"{name}: Taken down" in content
    for each in (page, gone):
        form = client.get(reverse("wagtailadmin_pages:edit", args=[each.pk])).content.decode()
        assert "Only one of the two languages is public." in form
        assert "Taken down" in form
    listed = client.get(reverse("newsroom_statements:index") + "?translated=half")
    assert {row.title for row in listed.context["page_obj"]} == {"Still here", "Gone"}
    assert "Taken down" in listed.content.decode()
