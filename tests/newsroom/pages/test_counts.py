"""Counts beside filters: the same as a fresh count of what is public, after any change."""

import datetime

import pytest
from django.db.models import Q
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from newsroom.caching.request_state import clear_values, set_site_state
from newsroom.caching.state_token import current_for_site
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, ArticleTopic, Topic
from newsroom.pages.counts import ListCounts
from newsroom.pages.filters import Filters, SiteTerms, narrow
from newsroom.visibility import is_public
from tests.factories import make_statement
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


def change(action: str, number: int, *, office, language: str, topic: Topic) -> None:
    """Do one thing that may change a count, to the statement with this number."""
    pages = list(ArticlePage.objects.child_of(office.indexes[language]).order_by("pk"))
    if not pages:
        return
    page = pages[number % len(pages)]
    categories = office.categories[language]
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
        page.categories = [categories[number % 3]]
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


def stored_counts(office, language: str, filters: Filters) -> ListCounts:
    request = RequestFactory().get("/")
    set_site_state(request, site=office.site, state=current_for_site(office.site.pk))
    index = office.indexes[language]
    return ListCounts(
        request=request,
        key=(index.pk, False),
        scope=ArticlePage.objects.all().child_of_q(index),
        filters=filters,
        terms=SiteTerms.for_site(site_id=office.site.pk, language=language),
    )


def expected(office, language: str) -> tuple[dict, dict, dict]:
    """Count by hand what is public."""
    by_category: dict = {}
    by_topic: dict = {}
    by_year: dict = {}
    for page in ArticlePage.objects.child_of(office.indexes[language]):
        if not is_public(page):
            continue
        year = str(page.date.year)
        by_year[year] = by_year.get(year, 0) + 1
        for term in page.categories.all():
            by_category[term.translation_key] = by_category.get(term.translation_key, 0) + 1
        for term in page.topics:
            by_topic[term.translation_key] = by_topic.get(term.translation_key, 0) + 1
    return by_category, by_topic, by_year


@pytest.mark.property
@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=st.lists(st.tuples(st.sampled_from(ACTIONS), st.integers(0, 9)), max_size=6))
def test_stored_counts_equal_a_count_by_hand_after_any_change(office, language, archive, steps):
    for code in (language, other_language(language)):
        counts = stored_counts(office, code, Filters())
        counts.by_category(), counts.by_topic(), counts.by_year(), counts.total()
    for action, number in steps:
        change(action, number, office=office, language=language, topic=archive)
        for code in (language, other_language(language)):
            counts = stored_counts(office, code, Filters())
            by_category, by_topic, by_year = expected(office, code)
            assert dict(counts.by_category()) == by_category
            assert dict(counts.by_topic()) == by_topic
            assert counts.by_year() == by_year
            assert counts.total() == sum(by_year.values())


def test_counts_are_read_once_for_a_state(office, language, archive, django_assert_num_queries):
    first = stored_counts(office, language, Filters())
    first.by_category(), first.by_topic(), first.by_year(), first.total()
    again = stored_counts(office, language, Filters())

    with django_assert_num_queries(0):
        again.by_category(), again.by_topic(), again.by_year(), again.total()


def test_a_facet_ignores_its_own_filter_only(office, language, archive):
    slug = office.categories[language][0].slug
    all_of_them = stored_counts(office, language, Filters())
    filtered = stored_counts(office, language, Filters(categories=(slug,), years=("2015",)))

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
