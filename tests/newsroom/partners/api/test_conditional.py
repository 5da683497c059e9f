"""Conditional requests: unchanged responses are not sent again, every change has a new ETag."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.caching import state_token
from newsroom.models import ArticlePage
from search.indexing import consumer
from tests.factories import make_image, make_statement

# ETags change at each full hour.
HALF_PAST = datetime.datetime(2026, 6, 16, 10, 30, tzinfo=datetime.UTC)
ENDPOINTS = ["sites/", "statements/", "categories/", "topics/", "pages/", "navigation/", "search/"]


@pytest.mark.parametrize("endpoint", ENDPOINTS)
def test_an_unchanged_response_is_a_304(ask, office, endpoint):
    first = ask(endpoint)
    assert first.status == 200
    assert {"ETag", "Last-Modified"} <= set(first.headers)
    again = ask(endpoint, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text) == (304, "")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "public" in again.headers["Cache-Control"]
    assert "Authorization" in again.headers["Vary"]


@pytest.mark.parametrize("endpoint", ["statements/", "search/"])
def test_a_list_with_a_next_page_keeps_its_etag(ask, office, endpoint):
    with time_machine.travel(HALF_PAST):
        make_statement(office)
        make_statement(office)
        consumer.consume_due()
        first = ask(endpoint, limit=1)
    assert first.document["next"]
    with time_machine.travel(HALF_PAST + datetime.timedelta(minutes=1)):
        again = ask(endpoint, limit=1, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.text) == (304, "")


def test_if_modified_since_alone_suffices(ask, office):
    state_token.renew()
    with time_machine.travel(timezone.now() + datetime.timedelta(minutes=1)):
        first = ask("statements/")
        again = ask("statements/", headers={"If-Modified-Since": first.headers["Last-Modified"]})
        assert again.status == 304


def test_the_etag_needs_no_page_query(ask, office):
    make_statement(office)
    tag = ask("statements/", fields="*").headers["ETag"]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert ask("statements/", fields="*", headers={"If-None-Match": tag}).status == 304
    selects = [row["sql"] for row in queries if "page" in row["sql"]]
    assert selects == []
    assert len([row for row in queries if row["sql"].startswith("SELECT")]) == 1


def test_different_requests_have_different_etags(ask, office):
    tags = [ask("statements/", **fields).headers["ETag"] for fields in ({}, {"limit": 1})]
    assert len(set(tags)) == 2


CHANGES = {
    "publication": lambda office, page: page.save_revision().publish(),
    "withdrawal": lambda office, page: page.unpublish(),
    "deletion": lambda office, page: page.delete(),
    "restriction": lambda office, page: PageViewRestriction.objects.create(
        page=page, restriction_type="login"
    ),
    "category renamed": lambda office, page: office.categories["en"][0].save(),
    "picture changed": lambda office, page: page.lead_image.save(),
    "site renamed": lambda office, page: office.site.save(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_renews_the_etag(ask, office, committed, change):
    page = make_statement(office, categories=office.categories["en"][:1], lead_image=make_image())
    first = ask("statements/").headers["ETag"]
    with committed():
        CHANGES[change](office, ArticlePage.objects.get(pk=page.pk))
    assert ask("statements/", headers={"If-None-Match": first}).status == 200


def test_saving_a_draft_keeps_the_etag(ask, office, committed):
    page = make_statement(office, publish=True)
    first = ask("statements/").headers["ETag"]
    with committed():
        page.title = "Not yet"
        page.save_revision()
    assert ask("statements/", headers={"If-None-Match": first}).status == 304


def test_a_publication_date_renews_the_etag_without_a_worker(ask, office):
    soon = timezone.now() + datetime.timedelta(minutes=5)
    page = make_statement(office, title="Until then", expire_at=soon)
    state_token.renew()
    first = ask("statements/")
    assert [row["id"] for row in first.document["items"]] == [page.pk]
    with time_machine.travel(soon + datetime.timedelta(seconds=1)):
        later = ask("statements/", headers={"If-None-Match": first.headers["ETag"]})
        assert (later.status, later.document["items"]) == (200, [])


def test_changes_without_a_signal_renew_the_etag_within_an_hour(ask, office):
    make_statement(office, title="Once")
    first = ask("statements/").headers["ETag"]
    ArticlePage.objects.update(title="Now")
    with time_machine.travel(timezone.now() + state_token.MAX_AGE):
        later = ask("statements/", headers={"If-None-Match": first})
        assert later.document["items"][0]["title"] == "Now"


def test_two_changes_in_one_second_differ():
    changed = datetime.datetime(2026, 1, 1, 12, 0, 10, 300_000, tzinfo=datetime.UTC)
    row = state_token.State(token="a", changed_at=changed)
    within = row.last_modified(now=changed + datetime.timedelta(milliseconds=200))
    after = row.last_modified(now=changed + datetime.timedelta(seconds=1))
    assert after == within + 1
