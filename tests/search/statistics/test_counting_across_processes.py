"""Counting by several processes at once, and with a locked database."""

import threading

import pytest
from django.db import connection, connections

from search.models.statistics import QueryCount
from search.statistics.counting import COMMON_IN_ONE_DAY, LOCK_WAIT_MS, Buffer, DailySearch, Tally
from tests.factories import make_office

pytestmark = pytest.mark.django_db(transaction=True)
DAY = "2026-06-16"
WRITERS = 4


def one(line: str, *, site_id: int) -> DailySearch:
    return DailySearch(day=DAY, site_id=site_id, language="en", line=line)


@pytest.mark.postgresql
def test_concurrent_writers_lose_no_count():
    site_id = make_office().site.pk
    start = threading.Barrier(WRITERS)
    outcomes: list[bool] = []

    def write(order: int) -> None:
        buffer = Buffer()
        words = ["rail", "bus", "water"]
        start.wait()
        try:
            for _round in range(10):
                for line in words[:: 1 if order % 2 else -1]:
                    buffer.add(one(line, site_id=site_id), Tally(searches=1))
                # A lock may take longer than the timeout; then the flush is repeated.
                while not buffer.flush():
                    pass
            outcomes.append(True)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert outcomes == [True] * WRITERS
    assert COMMON_IN_ONE_DAY <= 10 * WRITERS
    assert sorted(QueryCount.objects.values_list("line", "searches")) == [
        ("bus", 10 * WRITERS),
        ("rail", 10 * WRITERS),
        ("water", 10 * WRITERS),
    ]


def test_a_locked_table_is_retried_later():
    site_id = make_office().site.pk
    QueryCount.objects.create(site_id=site_id, language="en", day=DAY, searches=1)
    locked, done = threading.Event(), threading.Event()

    def hold_the_lock() -> None:
        try:
            if connection.vendor == "sqlite":
                connection.cursor().execute("BEGIN IMMEDIATE")
            else:
                connection.set_autocommit(False)
                connection.cursor().execute("LOCK TABLE archive_search_querycount")
            locked.set()
            done.wait(30)
            connection.rollback()
        finally:
            connections.close_all()

    other = threading.Thread(target=hold_the_lock)
    other.start()
    assert locked.wait(10)
    buffer = Buffer()
    buffer.add(one("", site_id=site_id), Tally(searches=1))
    try:
        assert not buffer.flush()
    finally:
        done.set()
        other.join()

    assert buffer.flush()
    assert QueryCount.objects.get().searches == 2
    # The lock timeout of other queries is unchanged.
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA busy_timeout")
        else:
            cursor.execute("SHOW lock_timeout")
        assert str(cursor.fetchone()[0]) not in (str(LOCK_WAIT_MS), f"{LOCK_WAIT_MS}ms")
