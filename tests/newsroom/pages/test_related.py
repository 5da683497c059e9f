"""Tests of related statements, and of the dates that are stored with topics for them."""

import datetime
import importlib
import random
from collections import Counter

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale

from newsroom.caching.request_state import clear_values
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, ArticleTopic, Topic
from newsroom.models.pages import LARGE_INDEX
from newsroom.pages import related as module
from newsroom.pages.nearby import index_scope
from newsroom.pages.related import related
from tests.factories import make_statement
from tests.query_plans import sqlite_plan

DAY = datetime.date(2016, 6, 16)


@pytest.fixture
def topics(office, language):
    return [
        Topic.objects.create(
            site=office.site, locale=office.indexes[language].locale, name=name, slug=name
        )
        for name in ("rivers", "schools", "buses")
    ]


def row(number: int, *, day: int, topics=(), categories=(), live=True) -> StatementRow:
    return StatementRow(
        title=f"Statement {number}",
        date=DAY + datetime.timedelta(days=day),
        body=[],
        topics=[topic.pk for topic in topics],
        categories=[category.pk for category in categories],
        live=live,
    )


def related_keys(office, language, rf, pk: int, *, limit: int = 3) -> list[int]:
    index = office.indexes[language]
    index.refresh_from_db()
    page = ArticlePage.objects.get(pk=pk)
    request = rf.get(index.url)
    found = related(page, index=index, request=request, excluded=[], limit=limit)
    return [other.pk for other in found]


def test_small_topics_give_what_a_look_at_all_statements_gives(office, language, topics, rf):
    chance = random.Random(7)
    rows = [
        row(
            number,
            day=chance.randrange(20),
            topics=chance.sample(topics, chance.randrange(4)),
            live=number % 5 > 0,
        )
        for number in range(30)
    ]
    keys = create_statements(office.indexes[language], rows)
    by_key = dict(zip(keys, rows, strict=True))

    for pk, own in by_key.items():
        shared = {
            other: len(set(own.topics) & set(each.topics))
            for other, each in by_key.items()
            if other != pk and each.live
        }
        wanted = sorted(
            (other for other, count in shared.items() if count),
            key=lambda other: (shared[other], by_key[other].date, other),
            reverse=True,
        )
        assert related_keys(office, language, rf, pk) == wanted[:3]


def test_the_newest_public_statements_of_a_common_topic_are_candidates(
    office, language, topics, rf, monkeypatch
):
    monkeypatch.setattr(module, "CANDIDATES", 4)
    module._topic_query.cache_clear()
    rivers, schools, _ = topics
    keys = create_statements(
        office.indexes[language],
        [
            row(0, day=0, topics=[rivers, schools]),
            row(1, day=1, topics=[rivers, schools]),  # shares both, but is not among the newest
            *(row(number, day=number, topics=[rivers]) for number in range(2, 8)),
            *(row(number, day=number, topics=[schools], live=False) for number in range(8, 12)),
            *(row(number, day=number, topics=[schools]) for number in range(12, 16)),
        ],
    )

    found = related_keys(office, language, rf, keys[0], limit=20)
    module._topic_query.cache_clear()

    assert found == [*reversed(keys[12:16]), *reversed(keys[4:8])]


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("rare", [0, 1_000])
def test_shared_categories_fill_up_in_every_size_of_index(
    office, language, rf, monkeypatch, is_large, rare
):
    monkeypatch.setattr(module, "RARE_CATEGORY", rare)
    index, (first, second, *_) = office.indexes[language], office.categories[language]
    keys = create_statements(
        index,
        [
            row(0, day=0, categories=[first, second]),
            row(1, day=5, categories=[first]),
            row(2, day=6, categories=[second]),
            row(3, day=9, categories=[first, second], live=False),
            row(4, day=4, categories=[first, second]),
            row(5, day=9),
        ],
    )
    if is_large:
        type(index).objects.filter(pk=index.pk).update(numchild=LARGE_INDEX + 1)

    assert related_keys(office, language, rf, keys[0]) == [keys[2], keys[1], keys[4]]


def test_related_statements_are_read_once_in_a_state(
    office, language, topics, client, settings, django_assert_max_num_queries
):
    settings.PAGE_CACHE_BYTES = 1  # no page fits
    clear_values()
    keys = create_statements(
        office.indexes[language], [row(number, day=number, topics=topics) for number in range(6)]
    )
    first, second = (ArticlePage.objects.get(pk=keys[position]) for position in (0, 1))
    client.get(first.url)

    with django_assert_max_num_queries(8):  # as without any related statement
        reading = client.get(second.url).context["reading"]

    assert [page.pk for page in reading.related] == [keys[5], keys[4], keys[3]]


def test_the_newest_of_a_topic_are_read_in_the_order_of_an_index(office, language, topics):
    create_statements(
        office.indexes[language], [row(number, day=0, topics=topics) for number in range(20)]
    )
    scope = index_scope(office.indexes[language])
    with CaptureQueriesContext(connection) as queries:
        module._of_topic(scope, topics[0].pk)
    sql = queries[0]["sql"]
    if connection.vendor == "sqlite":
        steps = [step for _parent, step in sqlite_plan(sql)]
        assert not [step for step in steps if step.startswith("SCAN") or "B-TREE" in step]
    else:
        with connection.cursor() as cursor:
            # Twenty rows are read faster than an index, and sorted.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute(f"EXPLAIN {sql}")
            steps = [step for (step,) in cursor.fetchall()]
        assert not [step for step in steps if "Seq Scan" in step or "Sort" in step]
    assert [step for step in steps if "newsroom_topic_newest" in step]


def topic_dates(page) -> set[datetime.date]:
    return set(ArticleTopic.objects.filter(page=page.pk).values_list("date", flat=True))


def test_topics_have_the_date_of_their_statement(office, language, topics):
    page = make_statement(office, language=language, date=DAY)
    ArticleTopic.objects.create(page=page, topic=topics[0])
    assert topic_dates(page) == {DAY}

    page = ArticlePage.objects.get(pk=page.pk)
    page.date = DAY + datetime.timedelta(days=1)
    page.save()
    assert topic_dates(page) == {page.date}

    page.article_topics = [ArticleTopic(topic=topic) for topic in topics]
    page.date = DAY + datetime.timedelta(days=2)
    page.save_revision().publish()
    assert topic_dates(page) == {page.date}

    revision = page.save_revision()
    for stored in revision.content["article_topics"]:
        del stored["date"]  # as revisions of an earlier version
    revision.content["date"] = "2016-07-01"
    revision.save()
    revision.publish()
    assert topic_dates(page) == {datetime.date(2016, 7, 1)}


def test_a_draft_leaves_the_dates_of_topics(office, language, topics):
    page = make_statement(office, language=language, date=DAY)
    ArticleTopic.objects.create(page=page, topic=topics[0])
    page = ArticlePage.objects.get(pk=page.pk)
    page.date = DAY + datetime.timedelta(days=1)
    page.save_revision()

    assert topic_dates(page) == {DAY}


def test_copies_and_translations_have_dates(office, language, topics):
    page = make_statement(office, language=language, date=DAY)
    ArticleTopic.objects.create(page=page, topic=topics[0])
    page = ArticlePage.objects.get(pk=page.pk)
    other = Locale.objects.exclude(pk=page.locale_id).get()

    translated = page.copy_for_translation(other)
    copied = page.copy(update_attrs={"slug": "a-copy", "date": DAY + datetime.timedelta(days=3)})

    assert topic_dates(translated) == {DAY}
    assert topic_dates(copied) == {copied.date}


def test_the_migration_fills_the_dates_in(office, language, topics):
    keys = create_statements(
        office.indexes[language], [row(number, day=number, topics=topics) for number in range(2)]
    )
    ArticleTopic.objects.update(date=datetime.date(1999, 1, 1))

    importlib.import_module("newsroom.migrations.0009_topic_dates").fill_dates(apps, None)

    found = Counter(ArticleTopic.objects.values_list("page_id", "date"))
    assert found == {(pk, DAY + datetime.timedelta(days=day)): 3 for day, pk in enumerate(keys)}
