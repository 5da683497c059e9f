"""Counting of searches: the rules, the buffer and the database, without a cost to readers."""

import datetime

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from search.indexing import consumer
from search.models.statistics import CountIncrement, QueryCount, add_counts
from search.statistics import counting
from search.statistics.line_normalisation import line_key
from search.statistics.retention import apply_retention
from tests.factories import make_office, make_statement

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
WORDS = {"en": "rail", "cy": "rheilffordd"}


@pytest.fixture(autouse=True)
def buffer(monkeypatch):
    """An empty buffer of this process, which is flushed only by the test."""
    fresh = counting.Buffer()
    monkeypatch.setattr(counting, "buffer", fresh)
    return fresh


@pytest.fixture
def archive(office, engine):
    for language, word in WORDS.items():
        make_statement(office, language=language, title=word, text=word)
    consumer.consume_due()
    return office


only_embedded = pytest.mark.parametrize("engine", ["embedded"], indirect=True)


def search(client, language: str, line: str, *, agent: str = BROWSER, referer: str = "", **more):
    with translation.override(language):
        url = reverse("search")
    headers = {"user-agent": agent, "referer": referer}
    return client.get(url, {"q": line, **more}, headers=headers)


def stored_counts() -> list[tuple]:
    return list(
        QueryCount.objects.order_by("language", "searches").values_list(
            "language", "line", "searches", "nothing", "relaxed"
        )
    )


def test_searches_are_counted_by_outcome(archive, engine, client, language, buffer):
    search(client, language, WORDS[language])
    search(client, language, WORDS[language].upper())
    search(client, language, "qqqq")
    search(client, language, f"{WORDS[language]} qqqq")
    buffer.flush()

    assert sorted(row[2:] for row in stored_counts()) == [(1, 0, 1), (1, 1, 0), (2, 0, 0)]
    assert {row[0] for row in stored_counts()} == {language}
    assert QueryCount.objects.first().day == timezone.localdate()


@only_embedded
def test_lines_are_stored_only_when_they_are_common(archive, client, buffer):
    today = datetime.datetime(2026, 6, 16, 12, tzinfo=datetime.UTC)
    with time_machine.travel(today):
        for _time in range(3):
            search(client, "en", "Rail")
        buffer.flush()
        assert stored_counts() == [("en", "", 3, 0, 0)]

    with time_machine.travel(today + datetime.timedelta(days=1)):
        search(client, "en", "rail")
        buffer.flush()

    assert stored_counts() == [("en", "rail", 1, 0, 0), ("en", "rail", 3, 0, 0)]


@only_embedded
def test_lines_common_on_one_day_are_stored_the_same_day(archive, client, buffer):
    for _time in range(counting.COMMON_IN_ONE_DAY - 1):
        search(client, "en", "rail")
    buffer.flush()
    assert stored_counts()[0][1] == ""

    search(client, "en", "rail")
    buffer.flush()

    assert stored_counts() == [("en", "rail", counting.COMMON_IN_ONE_DAY, 0, 0)]


@only_embedded
def test_private_lines_are_counted_and_never_stored(archive, client, buffer):
    for _time in range(counting.COMMON_IN_ONE_DAY):
        search(client, "en", "mared@example.wales")
        search(client, "en", "07700 900123")
    buffer.flush()

    row = QueryCount.objects.get()
    assert (row.key, row.line, row.searches) == ("", "", 2 * counting.COMMON_IN_ONE_DAY)


@only_embedded
@pytest.mark.parametrize(
    "how",
    [
        {"agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"agent": "python-requests/2.32"},
        {"agent": ""},
        {"page": "2"},
        {"referer": "http://testserver/search/?q=Rail&sort=newest"},
        {"line": "   "},
    ],
)
def test_only_new_searches_of_readers_are_counted(archive, client, buffer, how):
    make_statements = [make_statement(archive, text="rail") for _each in range(25)]
    consumer.consume_due()
    assert make_statements

    assert search(client, "en", how.pop("line", "rail"), **how).status_code == 200
    buffer.flush()

    assert stored_counts() == []


@only_embedded
def test_head_requests_prefetches_and_editors_are_not_counted(
    archive, client, admin_client, buffer
):
    headers = {"user-agent": BROWSER}
    client.head("/search/?q=rail", headers=headers)
    client.get("/search/?q=rail", headers={**headers, "sec-purpose": "prefetch"})
    admin_client.get("/search/?q=rail", headers=headers)
    buffer.flush()

    assert stored_counts() == []


@only_embedded
def test_another_search_from_the_results_is_counted(archive, client, buffer):
    search(client, "en", "rail", referer="http://testserver/search/?q=bus")
    search(client, "en", "rail", referer="http://testserver/")
    buffer.flush()

    assert stored_counts() == [("en", "", 2, 0, 0)]


@only_embedded
def test_filtered_searches_do_not_count_as_without_results(archive, client, buffer):
    search(client, "en", "rail", year="1999")
    buffer.flush()

    assert stored_counts() == [("en", "", 1, 0, 0)]


@only_embedded
def test_offices_are_counted_apart(archive, client, buffer):
    other = make_office(
        hostname="other.example", is_default=False, name_en="Other", name_cy="Arall"
    )
    search(client, "en", "rail")
    client.get("/search/?q=rail", headers={"user-agent": BROWSER, "host": other.site.hostname})
    buffer.flush()

    assert set(QueryCount.objects.values_list("site_id", flat=True)) == {
        archive.site.pk,
        other.site.pk,
    }


@only_embedded
def test_counting_can_be_switched_off(archive, client, buffer, settings):
    settings.SEARCH_STATISTICS_DAYS = 0
    search(client, "en", "rail")
    buffer.flush()

    assert stored_counts() == []


@only_embedded
def test_counting_takes_no_query_in_the_request_and_few_after_it(
    archive, client, buffer, monkeypatch
):
    search(client, "en", "rail", agent="bot")
    with CaptureQueriesContext(connection) as uncounted:
        search(client, "en", "rail", agent="bot")
    with CaptureQueriesContext(connection) as counted:
        search(client, "en", "rail")
    assert len(counted) == len(uncounted)

    sizes = []
    for number in (1, 40):
        for place in range(number):
            search(client, "en", f"word{place} qq{number}")
        with CaptureQueriesContext(connection) as writing:
            buffer.flush()
        sizes.append(len([one for one in writing if "INSERT" not in one["sql"]]))
    assert sizes[0] == sizes[1] <= 8


@only_embedded
def test_the_buffer_is_written_after_a_later_response(archive, client, buffer, monkeypatch):
    monkeypatch.setattr(counting, "FLUSH_SECONDS", 0.0)

    search(client, "en", "rail")

    assert stored_counts() == [("en", "", 1, 0, 0)]


@only_embedded
def test_an_unwritable_database_breaks_no_page_and_loses_no_count(
    archive, client, buffer, monkeypatch
):
    monkeypatch.setattr(counting, "FLUSH_SECONDS", 0.0)

    def refuse(execute, sql, params, many, context):
        if "querycount" in sql:
            raise DatabaseError("attempt to write a readonly database")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        assert search(client, "en", "rail").status_code == 200
    assert stored_counts() == []

    buffer.flush()
    assert stored_counts() == [("en", "", 1, 0, 0)]


@only_embedded
def test_the_numbers_of_lines_in_memory_and_database_are_limited(
    archive, client, buffer, monkeypatch
):
    monkeypatch.setattr(counting, "MAX_PENDING", 5)
    monkeypatch.setattr(counting, "MAX_LINES_PER_DAY", 3)
    for number in range(10):
        search(client, "en", f"flood{number}")
    buffer.flush()

    assert QueryCount.objects.exclude(key="").count() == 3
    assert QueryCount.objects.get(key="").searches == 7


def test_old_days_are_deleted_and_rare_lines_merged(office, settings):
    today = timezone.localdate()
    site = office.site.pk

    def counted(line: str, *, days_ago: int, written: bool = False) -> None:
        day = (today - datetime.timedelta(days=days_ago)).isoformat()
        key = line_key(line, site_id=site, language="en")
        add_counts(
            [CountIncrement(day=day, site_id=site, language="en", key=key, searches=2, nothing=1)]
        )
        if written:
            QueryCount.objects.filter(key=key).update(line=line)

    counted("too old", days_ago=397, written=True)
    counted("old", days_ago=395, written=True)
    counted("rare", days_ago=40)
    counted("rarer", days_ago=40)
    counted("new", days_ago=30)

    assert apply_retention()
    assert apply_retention() == ""

    rows = QueryCount.objects.order_by("day")
    assert [(row.line, bool(row.key), row.searches, row.nothing) for row in rows] == [
        ("old", True, 2, 1),
        ("", False, 4, 2),
        ("", True, 2, 1),
    ]
