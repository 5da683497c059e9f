"""Counts beside filters: the same as a fresh count of what is public, after any change."""

import contextlib
import datetime
import threading
from typing import NamedTuple

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import Q
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from newsroom.caching.request_state import clear_values, set_site_state
from newsroom.caching.state_token import current_for_site
from newsroom.counting import upkeep
from newsroom.counting.stored import Part
from newsroom.languages.configured import other_language
from newsroom.models import (
    ArticlePage,
    ArticleTopic,
    Category,
    CountedStatement,
    ListCount,
    StatementToCount,
    Topic,
)
from newsroom.pages.counts import ListCounts
from newsroom.pages.filters import Filters, SiteTerms, narrow
from newsroom.pages.listing import _untranslated
from newsroom.publishing.change_notification import notify_pages_changed
from newsroom.visibility import public
from tests.factories import make_office, make_statement
from tests.property_tests import examples

HOUR = datetime.timedelta(hours=1)
ACTIONS = (
    "publish",
    "unpublish",
    "delete",
    "restrict",
    "open",
    "refile",
    "topic",
    "date",
    "embargo",
    "expire",
    "copy",
    "translate",
    "restrict the index",
    "delete a term",
    "count",
)


class Case(NamedTuple):
    """Filters, and whether the untranslated statements of the other language are listed too."""

    category: int | None = None
    topic: bool = False
    years: tuple[str, ...] = ()
    mixed: bool = False


CASES = (
    Case(),
    Case(category=0),
    Case(topic=True),
    Case(years=("2015",)),
    Case(years=("2015", "2016", "x")),
    Case(category=0, years=("2015",)),
    Case(category=1, topic=True),
    Case(mixed=True),
    Case(category=1, mixed=True),
)


@pytest.fixture
def archive(office, language):
    clear_values()
    locale = office.indexes[language].locale
    topic = Topic.objects.create(site=office.site, locale=locale, name="Rivers", slug="rivers")
    for number in range(4):
        page = make_statement(
            office,
            language=language,
            title=f"Statement {number}",
            date=datetime.date(2015 + number % 2, 5, 1),
            categories=office.categories[language][: number % 3],
        )
        if number % 2:
            ArticleTopic.objects.create(page=page, topic=topic)
    return topic


def categories_of(office, language: str) -> list[Category]:
    """Return the stored categories of a language; tests delete some."""
    return list(Category.objects.filter(site=office.site, locale=office.indexes[language].locale))


def change(action: str, number: int, *, office, language: str, topic: Topic) -> None:
    """Do one thing that may change a count, to the statement with this number."""
    pages = list(ArticlePage.objects.child_of(office.indexes[language]).order_by("pk"))
    if not pages:
        return
    page = pages[number % len(pages)]
    categories = categories_of(office, language)
    if action == "publish":
        page.save_revision().publish()
    elif action == "unpublish":
        page.unpublish()
    elif action == "delete":
        page.delete()
    elif action == "restrict":
        PageViewRestriction.objects.get_or_create(page=page, restriction_type="login")
    elif action == "open":
        for restriction in PageViewRestriction.objects.filter(page=page):
            restriction.delete()
    elif action == "refile":
        page.categories = categories[number % 3 :][:1]
        page.save()
    elif action == "topic":
        ArticleTopic.objects.get_or_create(page=page, topic=topic)
    elif action == "date":
        page.date = datetime.date(2014 + number % 4, 1, 1)
        page.save()
    elif action == "embargo":
        page.go_live_at = timezone.now() + HOUR
        page.save()
    elif action == "expire":
        page.expire_at = timezone.now() - HOUR
        page.save()
    elif action == "copy" and not page.aliases.exists():
        index = office.indexes[other_language(language)]
        page.create_alias(parent=index, update_locale=index.locale, update_slug=f"copy-{page.pk}")
    elif action == "translate" and page.get_translations().count() == 0:
        make_statement(
            office,
            language=other_language(language),
            translation_of=page,
            title=page.title,
            slug=f"translation-{page.pk}",
            live=bool(number % 3),
        )
    elif action == "restrict the index":
        index = office.indexes[language]
        PageViewRestriction.objects.get_or_create(page=index, restriction_type="login")
    elif action == "delete a term":
        for term in categories[number % 3 :][:1]:
            term.delete()
    elif action == "count":
        upkeep.count_changes()


def list_counts(office, language: str, filters: Filters, *, mixed: bool = False) -> ListCounts:
    """Return the counts of a list as a reader's request reads them."""
    request = RequestFactory().get("/")
    set_site_state(request, site=office.site, state=current_for_site(office.site.pk))
    own, other = (office.indexes[code] for code in (language, other_language(language)))
    untranslated = _untranslated(own, other=other)
    within = ArticlePage.objects.all().child_of_q(own)
    parts = (Part(own.pk, is_untranslated=False), Part(other.pk, is_untranslated=True))
    return ListCounts(
        request=request,
        parts=parts if mixed else parts[:1],
        index_ids=(own.pk, other.pk),
        scope=within | untranslated if mixed else within,
        filters=filters,
        terms=SiteTerms.for_site(site_id=office.site.pk, language=language),
    )


def filters_of(case: Case, *, office, language: str) -> Filters:
    categories = [term.slug for term in categories_of(office, language)]
    return Filters(
        categories=() if case.category is None else (*categories, "none")[case.category :][:1],
        topics=("rivers",) if case.topic else (),
        years=case.years,
    )


class Shown(NamedTuple):
    """A public statement, with its values of each facet."""

    language: str
    is_untranslated: bool
    values: dict[str, set]


def shown_statements(office) -> list[Shown]:
    """Return by hand what lists show."""
    indexes = {index.path: language for language, index in office.indexes.items()}
    pages = {page.pk: page for page in public(ArticlePage.objects.all()).select_related("locale")}
    languages = {(page.translation_key, page.locale.language_code) for page in pages.values()}
    return [
        Shown(
            language=language,
            is_untranslated=(page.translation_key, other_language(language)) not in languages,
            values={
                "category": {term.translation_key for term in page.categories.all()},
                "topic": {term.translation_key for term in page.topics},
                "year": {str(page.date.year)},
            },
        )
        for page in pages.values()
        if (language := indexes.get(page.path[: -ArticlePage.steplen]))
    ]


def expected(
    shown: list[Shown], filters: Filters, *, language: str, terms: SiteTerms, mixed: bool
) -> dict[str, dict]:
    """Count by hand what is public."""
    chosen = {
        "category": {terms.categories.by_slug(slug) for slug in filters.categories},
        "topic": {terms.topics.by_slug(slug) for slug in filters.topics},
    }
    wanted = {
        facet: {term.translation_key for term in found if term} for facet, found in chosen.items()
    }
    wanted["year"] = set(filters.years)
    counts: dict[str, dict] = {"category": {}, "topic": {}, "year": {}, "total": {"": 0}}
    for row in shown:
        if row.language != language and not (mixed and row.is_untranslated):
            continue
        matching = {
            facet: not filters.values(facet) or bool(row.values[facet] & wanted[facet])
            for facet in wanted
        }
        for facet in wanted:
            if all(matching[other] for other in wanted if other != facet):
                for value in row.values[facet]:
                    counts[facet][value] = counts[facet].get(value, 0) + 1
        counts["total"][""] += all(matching.values())
    return counts


def read(counts: ListCounts) -> dict[str, dict]:
    return {
        "category": dict(counts.by_category()),
        "topic": dict(counts.by_topic()),
        "year": dict(counts.by_year()),
        "total": {"": counts.total()},
    }


def wrong_cases(office) -> dict:
    """Return the counts that differ from a count by hand."""
    wrong = {}
    shown = shown_statements(office)
    for code in ("en", "cy"):
        terms = SiteTerms.for_site(site_id=office.site.pk, language=code)
        for case in CASES:
            filters = filters_of(case, office=office, language=code)
            found = read(list_counts(office, code, filters, mixed=case.mixed))
            by_hand = expected(shown, filters, language=code, terms=terms, mixed=case.mixed)
            if found != by_hand:
                wrong[code, case] = found, by_hand
    return wrong


@pytest.mark.property
@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    stored=st.booleans(),
    steps=st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9)), max_size=6),
)
def test_counts_equal_a_count_by_hand_after_any_change(office, language, archive, stored, steps):
    with transaction.atomic():
        if stored:
            upkeep.count_changes()
        for action, number in steps:
            change(action, number, office=office, language=language, topic=archive)
        assert wrong_cases(office) == {}
        if stored:
            upkeep.count_changes()
            assert upkeep.reconcile() == ""
            assert wrong_cases(office) == {}
        transaction.set_rollback(True)
    clear_values()


def test_counts_are_read_once_for_a_state(office, language, archive, django_assert_num_queries):
    read(list_counts(office, language, Filters()))
    again = list_counts(office, language, Filters())

    with django_assert_num_queries(0):
        read(again)


def test_stored_counts_need_few_queries(office, language, archive, django_assert_num_queries):
    upkeep.count_changes()
    counts = list_counts(office, language, Filters())

    with django_assert_num_queries(2):  # the counts, and whether something has changed
        read(counts)
    of_topic = list_counts(office, language, Filters(topics=("rivers",)))
    with django_assert_num_queries(1):
        read(of_topic)


def test_a_change_is_counted_before_the_worker_counts_it(
    office, language, archive, django_assert_num_queries
):
    upkeep.count_changes()
    page = ArticlePage.objects.child_of(office.indexes[language]).first()
    page.date = datetime.date(1999, 1, 1)
    page.save()
    counts = list_counts(office, language, Filters())

    with django_assert_num_queries(7):
        assert counts.by_year()["1999"] == 1


def test_a_change_of_very_many_statements_is_not_counted_by_readers(
    office, language, archive, monkeypatch
):
    monkeypatch.setattr("newsroom.counting.changes.MAX_CHANGED", 2)
    upkeep.count_changes()
    before = read(list_counts(office, language, Filters()))
    ArticlePage.objects.child_of(office.indexes[language]).first().unpublish()
    notify_pages_changed(ArticlePage.objects.values_list("pk", flat=True), reason="test")

    after = read(list_counts(office, language, Filters()))

    assert after["total"][""] == before["total"][""] - 1


def test_reconciliation_corrects_wrong_counts(office, language, archive, caplog):
    upkeep.count_changes()
    right = read(list_counts(office, language, Filters()))
    counted = CountedStatement.objects.exclude(contribution="")
    counted.filter(pk=counted.first().pk).delete()
    ListCount.objects.filter(facet="year").update(number=77)

    assert "corrected" in upkeep.reconcile()

    assert read(list_counts(office, language, Filters())) == right
    assert "corrected" in caplog.text
    assert upkeep.reconcile() == ""


def test_counting_leaves_no_change_behind_and_is_idle_afterwards(office, language, archive):
    upkeep.count_changes()
    ArticlePage.objects.child_of(office.indexes[language]).first().unpublish()

    assert "counted" in upkeep.count_changes()
    assert upkeep.count_changes() == ""
    assert not StatementToCount.objects.exists()


def test_a_date_that_passes_changes_the_counts(office, language, archive):
    page = ArticlePage.objects.child_of(office.indexes[language]).first()
    page.expire_at = timezone.now() + HOUR
    page.save()
    upkeep.count_changes()
    before = read(list_counts(office, language, Filters()))

    with time_machine.travel(timezone.now() + 2 * HOUR):
        after = read(list_counts(office, language, Filters()))
        upkeep.count_changes()
        clear_values()
        counted = read(list_counts(office, language, Filters()))

    assert after["total"][""] == before["total"][""] - 1
    assert counted == after


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_concurrent_changes_are_both_counted(language):
    """A change that is not committed while the worker counts is counted afterwards."""
    office = make_office()
    pages = [
        make_statement(office, language=language, title=f"Statement {number}", publish=True)
        for number in range(3)
    ]
    upkeep.count_changes()
    changed, counted = threading.Event(), threading.Event()

    def unpublish(page: ArticlePage) -> None:
        with contextlib.closing(connection), transaction.atomic():
            page.unpublish()
            changed.set()
            counted.wait(10)

    writer = threading.Thread(target=unpublish, args=(pages[0],))
    writer.start()
    changed.wait(10)
    pages[1].unpublish()
    upkeep.count_changes()
    counted.set()
    writer.join()

    assert read(list_counts(office, language, Filters()))["total"][""] == 1
    upkeep.count_changes()
    assert read(list_counts(office, language, Filters()))["total"][""] == 1
    assert upkeep.reconcile() == ""


def test_a_facet_ignores_its_own_filter_only(office, language, archive):
    slug = office.categories[language][0].slug
    all_of_them = list_counts(office, language, Filters())
    filtered = list_counts(office, language, Filters(categories=(slug,), years=("2015",)))

    assert filtered.by_category() != all_of_them.by_category()
    assert sum(filtered.by_year().values()) < sum(all_of_them.by_year().values())


@pytest.mark.parametrize("facet", ["category", "topic"])
def test_looking_for_terms_row_by_row_finds_the_same(office, language, archive, facet):
    slug = {"category": office.categories[language][0].slug, "topic": "rivers"}[facet]
    filters = Filters().with_values(facet, [slug])
    terms = SiteTerms.for_site(site_id=office.site.pk, language=language)
    statements = ArticlePage.objects.filter(Q(live=True)).order_by("pk")

    found = list(narrow(statements, filters, terms=terms))

    assert found
    assert list(narrow(statements, filters, terms=terms, row_by_row=True)) == found
