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

from newsroom.editing.dashboard.rows import RowsPanel
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, ScheduleFailure, WorkerHeartbeat
from newsroom.translation.origins import record_origin
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


def panel(client, name: str) -> str:
    """Return titles and notes of one panel of the dashboard, "" where it is hidden."""
    response = client.get(reverse("wagtailadmin_home"))
    (shown,) = [row for row in response.context["panels"] if getattr(row, "name", "") == name]
    return "".join(f"{row.title}: {row.note}\n" for row in shown.rows_once(response.wsgi_request))


def test_own_drafts_stand_apart_and_scheduled_ones_stand_once(office, client):
    me = office.managers.user_set.get()
    colleague = get_user_model().objects.create_user("colleague")
    colleague.groups.add(office.editors)
    for title, user in (("Own words", me), ("Words of another", colleague)):
        make_statement(office, title=title, live=False, owner=user).save_revision(user=user)
    planned = make_statement(office, title="Planned words", live=False, owner=me)
    planned.go_live_at = timezone.now() + HOUR
    planned.save_revision(user=me).publish()

    assert "Own words" in panel(client, "my-drafts")
    assert "Own words" not in panel(client, "drafts")
    assert "Words of another" in panel(client, "drafts")
    assert "Words of another" not in panel(client, "my-drafts")
    assert "Planned words" in panel(client, "due")
    assert dashboard(client).count("Planned words") == 1


def test_what_waits_for_approval_is_shown_to_whoever_may_approve(office, client):
    writer = get_user_model().objects.create_user("writer")
    writer.groups.add(office.editors)
    page = make_statement(office, title="Please check", live=False, owner=writer)
    page.save_revision(user=writer)
    page.get_workflow().start(page, writer)

    assert "Please check" in panel(client, "to-approve")
    assert "submitted by writer" in panel(client, "to-approve")
    assert "Please check" not in panel(client, "drafts")
    client.force_login(writer)
    assert panel(client, "to-approve") == panel(client, "to-check") == ""
    assert "waits for approval" in panel(client, "my-drafts")


def test_translations_that_are_behind_and_half_public_pairs_are_shown(office, client, language):
    source = make_statement(office, language=language, title="Source", publish=True)
    other = make_statement(
        office,
        language=other_language(language),
        title="Cyfieithiad",
        translation_of=source,
        publish=True,
    )
    record_origin(other, source=source)
    assert panel(client, "late-translations") == panel(client, "half-public") == ""

    source.save_revision().publish()
    assert "Cyfieithiad" in panel(client, "late-translations")

    source.unpublish()
    name = {"en": "English", "cy": "Welsh"}[language]
    assert panel(client, "half-public") == f"Cyfieithiad: {name}: Taken down\n"
    assert panel(client, "one-language") == ""


def test_the_order_is_that_of_urgency(office, client):
    panels = client.get(reverse("wagtailadmin_home")).context["panels"]

    assert [panel.name for panel in panels if isinstance(panel, RowsPanel)] == [
        *("due", "to-approve", "to-check", "returned", "late-translations", "half-public"),
        *("trouble", "quotations", "searches", "my-drafts", "drafts", "one-language"),
    ]


def test_an_editor_whom_nothing_needs_is_told_so(office, client, language):
    record_heartbeat()
    UserProfile.objects.update_or_create(
        user=office.managers.user_set.get(), defaults={"preferred_language": language}
    )
    words = {"en": "Nothing needs you now.", "cy": "Nid oes dim yn galw amdanoch nawr."}[language]
    assert words in dashboard(client)

    WorkerHeartbeat.objects.update(failure="OperationalError: disk full")
    assert words not in dashboard(client)


def test_the_dashboard_takes_as_many_queries_for_many_pages_as_for_few(office, client):
    me = office.managers.user_set.get()
    record_heartbeat()

    def add(number: int) -> None:
        page = make_statement(office, title=f"Draft {number}", live=False, owner=me)
        page.save_revision(user=me)
        planned = make_statement(office, title=f"Planned {number}", live=False)
        planned.go_live_at = timezone.now() + HOUR * (number + 1)
        planned.save_revision().publish()
        waiting = make_statement(office, title=f"Waiting {number}", live=False)
        waiting.save_revision()
        waiting.get_workflow().start(waiting, None)
        make_statement(office, title=f"Alone {number}")

    def count() -> int:
        dashboard(client)
        with CaptureQueriesContext(connection) as queries:
            dashboard(client)
        return len(queries)

    add(0)
    for_one = count()
    for number in range(1, 6):
        add(number)

    assert count() == for_one


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
    user = office.managers.user_set.get()
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
