"""Tests of queries whose SQL is built once."""

import datetime
import threading

import pytest
from django.db import connection, models
from django.db.models import Count
from django.utils import timezone
from wagtail.models import Page

from newsroom.caching.prepared_queries import (
    Parameter,
    PreparedQuery,
    given_numbers,
    number,
    numbers,
    padded_length,
)
from newsroom.models import ArticlePage
from newsroom.visibility import public
from tests.factories import make_image, make_statement

pytestmark = pytest.mark.django_db


def test_a_prepared_query_finds_what_the_query_finds(office, language, django_assert_num_queries):
    image = make_image()
    pages = [make_statement(office, language=language, lead_image=image) for _ in range(3)]
    query = PreparedQuery(
        ArticlePage.objects.filter(pk__in=numbers("pk", 4)).with_pictures().order_by("pk")
    )

    for chosen in (pages[:1], pages[1:], pages):
        keys = [page.pk for page in chosen]
        with django_assert_num_queries(1):
            found = query.fetch(**given_numbers("pk", keys, 4))
            assert [page.lead_image for page in found] == [image] * len(chosen)
        assert found == chosen
        assert [page.date for page in found] == [page.date for page in chosen]


def test_values_are_converted_as_in_the_query_of_the_orm(office, language):
    page = make_statement(office, language=language)
    key = Parameter("key", models.UUIDField())
    date = Parameter("date", models.DateField())
    query = PreparedQuery(
        ArticlePage.objects.filter(translation_key=key, date__lte=date).values_list(
            "pk", "date", "translation_key"
        )
    )

    row = (page.pk, page.date, page.translation_key)
    assert query.fetch(key=page.translation_key, date=page.date) == [row]
    earlier = page.date - datetime.timedelta(days=1)
    assert query.fetch(key=page.translation_key, date=earlier) == []


def test_the_time_is_that_of_the_execution(office, language):
    now = timezone.now()
    page = make_statement(office, language=language, expire_at=now + datetime.timedelta(hours=1))
    query = PreparedQuery(
        public(
            Page.objects.filter(pk=number("pk")),
            now=Parameter("now", models.DateTimeField()),
            restricted=(),
        ).values_list("pk", flat=True)
    )

    assert query.fetch(pk=page.pk, now=now) == [page.pk]
    assert query.fetch(pk=page.pk, now=now + datetime.timedelta(hours=1)) == []


def test_an_aggregate_can_be_prepared(office, language):
    pages = [make_statement(office, language=language) for _ in range(2)]
    query = PreparedQuery(
        Page.objects.filter(pk__in=numbers("pk", 4))
        .order_by()
        .values("locale_id")
        .annotate(total=Count("pk"))
        .values_list("locale_id", "total")
    )
    keys = [page.pk for page in pages]

    assert query.fetch(**given_numbers("pk", keys, 4)) == [(pages[0].locale_id, 2)]


def test_a_condition_that_nothing_matches_costs_no_query(django_assert_num_queries):
    query = PreparedQuery(Page.objects.filter(pk__in=[]))

    with django_assert_num_queries(0):
        assert query.fetch() == []


def test_lists_are_padded_to_few_lengths():
    assert [padded_length([1] * size) for size in (0, 1, 4, 5, 9, 20)] == [0, 4, 4, 8, 16, 32]
    assert given_numbers("x", [7, 8], 4) == {"x 0": 7, "x 1": 8, "x 2": 8, "x 3": 8}


@pytest.mark.django_db(transaction=True)
def test_threads_use_connections_of_their_own():
    query = PreparedQuery(Page.objects.filter(pk=number("pk")).values_list("depth", flat=True))
    root = Page.objects.get(depth=1)
    found: list[list[int]] = []

    def fetch() -> None:
        found.append(query.fetch(pk=root.pk))
        connection.close()

    threads = [threading.Thread(target=fetch) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [[1]] * 3
