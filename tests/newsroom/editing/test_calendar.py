"""The calendar: what it shows on which day, moving by a form, and the iCalendar feed."""

import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from icalendar import Calendar
from wagtail.models import PageLogEntry

from newsroom.editing.calendar.events import Kind
from newsroom.editing.calendar.months import Month
from newsroom.languages.configured import language_name, other_language
from newsroom.models import ArticlePage, CalendarFeed
from newsroom.publishing.embargoes import set_embargo
from newsroom.publishing.moving import MoveRefusedError, move_publication, moved_to
from tests.factories import make_office, make_statement
from tests.newsroom.editing.test_overdue import use
from tests.newsroom.editors import log_in

NOW = datetime.datetime(2026, 6, 10, 12, 0, tzinfo=datetime.UTC)
# 00:00 in London on 16 June; in UTC it is still the day before.
MIDNIGHT = datetime.datetime(2026, 6, 15, 23, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def scheduled(office, *, moment=MIDNIGHT, **fields) -> ArticlePage:
    page = make_statement(office, **{"title": "Scheduled words", "live": False, **fields})
    page.go_live_at = moment
    page.save_revision().publish()
    return ArticlePage.objects.get(pk=page.pk)


def show(client, **parameters):
    return client.get(reverse("newsroom_calendar"), {"month": "2026-06", **parameters})


def days(response) -> dict[str, set[str]]:
    """Return titles and kinds by day."""
    found: dict[str, set[str]] = {}
    for event in response.context["events"]:
        found.setdefault(str(event.day), set()).add(f"{event.title}: {event.kind.value}")
    return found


def fill(office) -> None:
    scheduled(office)
    planned = make_statement(office, title="Planned words", live=False, go_live_at=MIDNIGHT)
    planned.save_revision()
    hidden = make_statement(office, title="Embargoed words", live=False)
    set_embargo(hidden, until=MIDNIGHT, user=office.managers.user_set.get())
    make_statement(office, title="Public words", first_published_at=NOW)
    make_statement(
        office, title="Passing words", first_published_at=NOW, expire_at=NOW + datetime.timedelta(1)
    )


@pytest.mark.parametrize("view", ["month", "list"])
def test_every_kind_stands_on_its_day_of_the_offices_clock(office, language, view):
    """At midnight in summer UTC is still in the day before (whitehall 3153)."""
    client = log_in(office)
    use(language)
    fill(office)

    response = show(client, view=view)

    assert days(response) == {
        "2026-06-10": {"Public words: published", "Passing words: published"},
        "2026-06-11": {"Passing words: expiry"},
        "2026-06-16": {
            "Scheduled words: scheduled",
            "Planned words: planned",
            "Embargoed words: embargo",
        },
    }
    content = response.content.decode()
    assert {"en": "Embargo ends", "cy": "Yr embargo’n dod i ben"}[language] in content
    assert {"en": "June 2026", "cy": "Mehefin 2026"}[language] in content
    assert "Europe/London" in content


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({"kind": "expiry"}, {"Passing words"}),
        ({"language": "cy"}, set()),
        ({"kind": "nonsense", "language": "xx", "office": "99999999999999999999"}, None),
        ({"month": "2026-13"}, None),
        ({"month": "'; drop"}, None),
    ],
)
def test_filters_narrow_and_nonsense_is_ignored(office, parameters, expected):
    client = log_in(office)
    fill(office)

    response = show(client, **parameters)

    titles = {event.title for event in response.context["events"]}
    assert response.status_code == 200
    assert titles == (expected if expected is not None else titles)
    assert expected is not None or "Scheduled words" in titles


def test_nothing_of_another_office_is_shown(office):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    client = log_in(office)
    log_in(other, name="stranger")
    scheduled(other, title="Their secret")

    response = show(client, office=other.site.pk)

    assert "Their secret" not in response.content.decode()


def test_an_operator_narrows_to_one_office(office):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    client = log_in(office)
    get_user_model().objects.update(is_superuser=True)
    scheduled(office)
    scheduled(other, title="Their words")

    everything = {event.title for event in show(client).context["events"]}
    one = {event.title for event in show(client, office=other.site.pk).context["events"]}

    assert everything == {"Scheduled words", "Their words"}
    assert one == {"Their words"}


def test_a_month_takes_as_many_queries_for_many_pages_as_for_few(office):
    client = log_in(office)
    scheduled(office)

    def count() -> int:
        show(client)
        with CaptureQueriesContext(connection) as queries:
            show(client)
        return len(queries)

    for_one = count()
    for number in range(8):
        scheduled(office, title=f"Words {number}")
        make_statement(office, title=f"Public {number}", first_published_at=NOW)

    assert count() == for_one
    assert "more" in show(client).content.decode()


def test_the_months_before_and_after_are_linked(office):
    content = show(log_in(office)).content.decode()

    assert "month=2026-05" in content
    assert "month=2026-07" in content
    assert str(Month(2026, 12).plus(1)) == "2027-01"
    assert str(Month(2026, 1).plus(-1)) == "2025-12"
    assert Month(2100, 12).plus(1) is None


# --- Moving ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "day", "expected"),
    [
        # Summer time begins on 29 March 2026 and ends on 25 October 2026.
        ("2026-03-28T00:00+00:00", "2026-03-30", "2026-03-29T23:00+00:00"),
        ("2026-10-24T08:30+00:00", "2026-10-26", "2026-10-26T09:30+00:00"),
        ("2026-10-26T00:00+00:00", "2026-10-25", "2026-10-24T23:00+00:00"),
        # 01:30 is skipped on 29 March, and comes twice on 25 October: the first is meant.
        ("2026-03-28T01:30+00:00", "2026-03-29", "2026-03-29T01:30+00:00"),
        ("2026-10-24T00:30+00:00", "2026-10-25", "2026-10-25T00:30+00:00"),
    ],
)
def test_the_time_of_the_offices_clock_stays_across_clock_changes(moment, day, expected):
    moved = moved_to(datetime.datetime.fromisoformat(moment), datetime.date.fromisoformat(day))

    assert moved == datetime.datetime.fromisoformat(expected)


def move_url(page: ArticlePage) -> str:
    return reverse("newsroom_calendar_move", args=[page.pk])


def test_a_form_moves_a_scheduled_statement_and_is_logged(office, language):
    client = log_in(office)
    use(language)
    page = scheduled(office)
    assert move_url(page) in show(client).content.decode()
    form = client.get(move_url(page)).content.decode()
    assert 'type="date"' in form

    response = client.post(move_url(page), {"day": "2026-06-20"}, follow=True)

    page.refresh_from_db()
    moment = page.scheduled_revision.approved_go_live_at
    assert moment == datetime.datetime(2026, 6, 19, 23, 0, tzinfo=datetime.UTC)
    assert page.scheduled_revision.as_object().go_live_at == moment
    assert {"en": "Saturday 20 June 2026, 00:00", "cy": "Dydd Sadwrn 20 Mehefin 2026, 00:00"}[
        language
    ] in response.content.decode()
    entry = PageLogEntry.objects.get(
        page=page.pk, action="wagtail.publish.schedule", user__isnull=False
    )
    assert entry.user.username.startswith("approver")


def test_both_languages_are_moved_together_unless_declined(office, language):
    client = log_in(office)
    page = scheduled(office, language=language)
    other = scheduled(office, language=other_language(language), title="Arall", translation_of=page)

    client.post(move_url(page), {"day": "2026-06-20", "both": "on"})
    assert (
        ArticlePage.objects.get(pk=page.pk).scheduled_revision.approved_go_live_at
        == ArticlePage.objects.get(pk=other.pk).scheduled_revision.approved_go_live_at
    )

    client.post(move_url(page), {"day": "2026-06-22"})
    moments = [
        ArticlePage.objects.get(pk=each.pk).scheduled_revision.approved_go_live_at.day
        for each in (page, other)
    ]
    assert moments == [21, 19]


@pytest.mark.parametrize("day", ["2026-06-01", "0001-01-01", "9999-12-31", "nonsense", ""])
def test_impossible_days_are_refused_with_a_reason(office, day):
    client = log_in(office)
    page = scheduled(office)

    response = client.post(move_url(page), {"day": day})

    assert response.status_code == 200
    assert response.context["form"].errors["day"]
    page.refresh_from_db()
    assert page.scheduled_revision.approved_go_live_at == MIDNIGHT


def test_a_move_obeys_embargo_and_expiry(office):
    client = log_in(office)
    user = office.managers.user_set.get()
    page = scheduled(office, expire_at=NOW + datetime.timedelta(days=20))
    with pytest.raises(MoveRefusedError, match="taken down"):
        move_publication(page, day=datetime.date(2026, 7, 10), user=user)

    set_embargo(page, until=MIDNIGHT, user=user)
    with pytest.raises(MoveRefusedError, match="embargo"):
        move_publication(page, day=datetime.date(2026, 6, 12), user=user)
    assert "embargo" in client.post(move_url(page), {"day": "2026-06-12"}).content.decode()


def test_only_who_may_publish_moves(office):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    page = scheduled(office)
    editor = log_in(office, name="editor", approves=False)

    assert move_url(page) not in show(editor).content.decode()
    editor.post(move_url(page), {"day": "2026-06-20"})
    log_in(other, name="stranger").post(move_url(page), {"day": "2026-06-20"})

    page.refresh_from_db()
    assert page.scheduled_revision.approved_go_live_at == MIDNIGHT


def test_what_is_not_scheduled_is_not_moved(office):
    page = make_statement(office, live=False)
    page.save_revision()

    response = log_in(office).post(move_url(page), {"day": "2026-06-20"}, follow=True)

    assert "not scheduled any more" in response.content.decode()


# --- The feed -------------------------------------------------------------------------------


def subscribe(client, office) -> str:
    """Make an address in the admin and return its path."""
    url = reverse("newsroom_calendar_subscriptions")
    response = client.post(url, {"action": "make", "site": office.site.pk})
    address = response.context["address"]
    assert response.headers["Cache-Control"].count("no-store")
    return address[address.index("/calendar/") :]


def test_the_feed_is_valid_and_tells_what_its_user_may_see(office, language):
    client = log_in(office)
    use(language)
    fill(office)
    title = "Semi; comma, back\\slash “ŵyl” " + "long " * 20
    scheduled(office, title=title.strip(), language=language)

    response = Client().get(subscribe(client, office))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in response["Cache-Control"]
    lines = response.content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    calendar = Calendar.from_ical(response.content)
    entries = {str(entry["SUMMARY"]): entry for entry in calendar.walk("VEVENT")}
    with translation.override(language):
        kind, name = str(Kind.SCHEDULED.label), str(language_name(language))
    entry = entries[f"{kind}: {title.strip()} ({name})"]
    assert entry.decoded("DTSTART") == MIDNIGHT
    assert b"DTSTART:20260615T230000Z" in response.content
    assert entry.decoded("DTSTAMP") == NOW
    assert len({str(each["UID"]) for each in entries.values()}) == len(entries)
    assert len(entries) == 7


def test_a_feed_obeys_its_users_rights_when_it_is_read(office):
    client = log_in(office)
    user = office.managers.user_set.get()
    path = subscribe(client, office)
    scheduled(office)
    assert b"Scheduled words" in Client().get(path).content

    user.groups.clear()
    assert Client().get(path).status_code == 404
    user.groups.add(office.editors)
    assert b"Scheduled words" in Client().get(path).content
    user.is_active = False
    user.save()
    assert Client().get(path).status_code == 404


def test_wrong_and_ended_tokens_find_nothing(office):
    client = log_in(office)
    path = subscribe(client, office)
    scheduled(office)
    feed = CalendarFeed.objects.get()
    assert feed.token_digest not in path

    assert Client().get("/calendar/nonsense.ics").status_code == 404
    assert Client().get(f"/calendar/{feed.token_digest}.ics").status_code == 404
    client.post(reverse("newsroom_calendar_subscriptions"), {"action": "end", "feed": feed.pk})
    response = Client().get(path)
    assert response.status_code == 404
    assert b"Scheduled words" not in response.content


def test_nobody_makes_or_ends_addresses_for_others(office):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    subscribe(log_in(office), office)
    stranger = log_in(other, name="stranger")
    url = reverse("newsroom_calendar_subscriptions")

    for values in (
        {"action": "make", "site": office.site.pk},
        {"action": "make", "site": "9" * 40},
        {"action": "make", "site": "²"},
        {"action": "end", "feed": CalendarFeed.objects.get().pk},
        {"action": "end", "feed": "x"},
    ):
        assert stranger.post(url, values, follow=True).status_code == 200

    assert CalendarFeed.objects.count() == 1


def test_a_feed_holds_the_pages_of_one_office(office):
    other = make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")
    client = log_in(office)
    get_user_model().objects.update(is_superuser=True)
    scheduled(office)
    scheduled(other, title="Their words")

    content = Client().get(subscribe(client, office)).content

    assert b"Scheduled words" in content
    assert b"Their words" not in content


def test_a_refusal_before_publication_is_shown(office):
    """Whatever refuses a publication refuses a move as well."""
    client = log_in(office)
    page = scheduled(office)
    ArticlePage.objects.filter(pk=page.pk).update(title="")
    revision = page.scheduled_revision
    revision.content["title"] = ""
    revision.save()

    response = client.post(move_url(page), {"day": "2026-06-20"})

    assert response.status_code == 200
    page.refresh_from_db()
    assert page.scheduled_revision.approved_go_live_at == MIDNIGHT
