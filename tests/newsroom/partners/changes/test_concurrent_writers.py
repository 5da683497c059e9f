"""With concurrent writers, every change is numbered exactly once and in commit order."""

import datetime
import random
import threading
import time

import pytest
from django.db import connection, transaction
from wagtail.models import Collection, Page

from newsroom.models import Change, ChangeFeed, TouchedPage
from newsroom.partners.changes import feed
from newsroom.partners.changes.sequencing import sequence
from tests.factories import make_office, make_statement
from tests.newsroom.partners.changes.editors import Editor, run_worker
from tests.newsroom.partners.changes.partner import Partner, public_copy

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]
SECOND = datetime.timedelta(seconds=1)


def prepared_office(**changes):
    # A test with real transactions may find a database that another one has emptied.
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return make_office(**changes)


def in_thread(work) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_commits_in_the_opposite_order_of_their_writes_are_both_numbered():
    office = prepared_office()
    first, second = (make_statement(office, title=f"Statement {n}") for n in range(2))
    partner = Partner(feed_filter=feed.FeedFilter(site_id=office.site.pk))
    partner.follow()
    head = ChangeFeed.objects.get().head
    has_written, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            first.title = "Written first, committed last"
            first.save()
            has_written.set()
            assert may_commit.wait(timeout=30)

    thread = in_thread(slow)
    assert has_written.wait(timeout=30)
    second.title = "Written last, committed first"
    second.save()
    partner.follow()
    assert [change.page_id for change in Change.objects.filter(position__gt=head)] == [second.pk]
    may_commit.set()
    thread.join(timeout=30)
    partner.follow()
    assert list(
        Change.objects.filter(position__gt=head)
        .order_by("position")
        .values_list("page_id", flat=True)
    ) == [second.pk, first.pk]
    assert partner.copy == public_copy(site_id=office.site.pk)
    assert not TouchedPage.objects.exists()


def test_concurrent_sequencers_wait_for_each_other():
    office = prepared_office()
    pages = [make_statement(office, title=f"Statement {n}") for n in range(6)]
    sequence()
    head = ChangeFeed.objects.get().head
    barrier = threading.Barrier(3)

    def edit(number: int) -> None:
        barrier.wait(timeout=30)
        for page in pages[number::3]:
            page.title = f"Edited by {number}"
            page.save()
            sequence()

    threads = [in_thread(lambda number=number: edit(number)) for number in range(3)]
    for thread in threads:
        thread.join(timeout=60)
    sequence()
    added = list(
        Change.objects.filter(position__gt=head)
        .order_by("position")
        .values_list("position", "page_id")
    )
    assert [position for position, _page in added] == list(range(head + 1, head + 7))
    assert sorted(page for _position, page in added) == sorted(page.pk for page in pages)


@pytest.mark.parametrize("seed", range(3))
def test_two_writers_and_a_concurrent_reader(seed):
    offices = [
        prepared_office(),
        prepared_office(hostname="b.example", is_default=False, name_en="B"),
    ]
    tree = threading.Lock()
    editors = [
        Editor(
            offices=offices,
            dice=random.Random(seed * 10 + number),
            name=f"W{number}",
            minute=0.3 * SECOND,
            tree=tree,
        )
        for number in range(2)
    ]
    partners = [Partner(feed_filter=feed.FeedFilter(site_id=each.site.pk)) for each in offices]
    failures: list[BaseException] = []
    finished = threading.Event()

    def write(editor: Editor) -> None:
        try:
            for _step in range(30):
                editor.act()
                time.sleep(editor.dice.random() * 0.02)
        except BaseException as error:
            failures.append(error)
            raise

    def follow() -> None:
        while not finished.is_set():
            for partner in partners:
                partner.follow(pages=1)
            run_worker()

    writers = [in_thread(lambda editor=editor: write(editor)) for editor in editors]
    reader = in_thread(follow)
    for thread in writers:
        thread.join(timeout=120)
    finished.set()
    reader.join(timeout=60)
    assert failures == []
    time.sleep(1)
    run_worker()
    for partner in partners:
        partner.follow()
        partner.follow()
        assert partner.copy == public_copy(site_id=partner.feed_filter.site_id)
        assert partner.seen == sorted(set(partner.seen))
