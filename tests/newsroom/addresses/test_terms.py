"""Tests of the terms of many statements, read at once."""

import pytest
from wagtail.models import Site

from newsroom.addresses.terms import load_terms, office_terms
from newsroom.models import ArticlePage, ArticleTopic, Topic
from tests.factories import make_office, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_(office, rf):
    request = rf.get("/", headers={"host": "localhost"})
    Site.find_for_request(request)  # Wagtail remembers it
    return request


def test_all_terms_of_many_statements_are_read_in_one_query(
    office, language, request_, django_assert_num_queries
):
    categories = office.categories[language]
    locale = categories[0].locale
    topics = [
        Topic.objects.create(site=office.site, locale=locale, name=name, slug=name)
        for name in ("rivers", "buses")
    ]
    filed = make_statement(office, language=language, categories=[categories[1], categories[0]])
    for order, topic in enumerate(topics):
        ArticleTopic.objects.create(page=filed, topic=topic, sort_order=order)
    empty = make_statement(office, language=language)
    expected = [list(filed.categories.all()), topics]
    statements = list(ArticlePage.objects.filter(pk__in=[filed.pk, empty.pk]).order_by("pk"))

    # The terms of the site are two of them. Each asks for the restrictions, which a request that
    # is served reads once.
    with django_assert_num_queries(5):
        load_terms(statements, request=request_)
    with django_assert_num_queries(0):
        assert [statements[0].shown_categories, statements[0].topics] == expected
        assert [statements[1].shown_categories, statements[1].topics] == [[], []]


def test_a_statement_that_came_from_another_office_keeps_its_terms(office, language, request_):
    other = make_office(
        hostname="b.example", is_default=False, name_en="Nia Rhys", name_cy="Nia Rhys"
    )
    foreign = other.categories[language][0]
    page = make_statement(office, language=language)
    page.categories.through.objects.create(articlepage=page, category=foreign)
    (statement,) = ArticlePage.objects.filter(pk=page.pk)

    load_terms([statement], request=request_)

    assert statement.shown_categories == [foreign]


def test_the_categories_of_a_language_are_in_the_order_of_the_office(office, language, request_):
    make_statement(office, language=language, categories=office.categories[language])

    rows = office_terms(request_).categories_in(language)

    assert rows == sorted(rows, key=lambda row: (row.order, row.name))
    assert {row.pk for row in rows} == {row.pk for row in office.categories[language]}
