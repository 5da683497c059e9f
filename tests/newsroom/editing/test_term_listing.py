"""The list of categories and topics: one row for both languages, with the number of statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Locale

from newsroom.models import ArticleTopic, Category, Topic
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

ADDRESSES = {
    Category: "wagtailsnippets_newsroom_category:list",
    Topic: "wagtailsnippets_newsroom_topic:list",
}


@pytest.fixture
def client(office):
    return log_in(office)


def make_topic(office, *, en: str, cy: str = "") -> Topic:
    """Create a topic and return its English row. The Welsh row is created if it has a name."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    english = Topic.objects.create(site=office.site, locale=locales["en"], name=en, slug=en.lower())
    if cy:
        Topic.objects.create(
            site=office.site,
            locale=locales["cy"],
            name=cy,
            slug=cy.lower(),
            translation_key=english.translation_key,
        )
    return english


def rows(client, model, query: str = "") -> list[tuple]:
    response = client.get(reverse(ADDRESSES[model]) + query)
    assert response.status_code == 200
    return [(term.name_en, term.name_cy, term.used) for term in response.context["object_list"]]


def columns(client, model) -> list[str]:
    table = client.get(reverse(ADDRESSES[model])).context["table"]
    return [str(column.label) for column in table.columns.values()][1:]


def test_a_category_is_one_row_with_both_names(office, client):
    whole = make_statement(office, categories=office.categories["en"][:1])
    make_statement(
        office, language="cy", translation_of=whole, categories=office.categories["cy"][:1]
    )
    make_statement(office, language="cy", categories=office.categories["cy"][:2])

    assert rows(client, Category) == [
        ("Senedd News", "Newyddion y Senedd", 2),
        ("Local News", "Newyddion Lleol", 1),
        ("Speeches", "Areithiau", 0),
    ]
    assert columns(client, Category) == ["English", "Welsh", "Order", "Statements"]


def test_topics_are_listed_by_their_english_names(office, client):
    tai = make_topic(office, en="Housing", cy="Tai")
    make_topic(office, en="Buses", cy="Bysiau")
    page = make_statement(office)
    page.article_topics.add(ArticleTopic(topic=tai))
    page.save()

    assert rows(client, Topic) == [("Buses", "Bysiau", 0), ("Housing", "Tai", 1)]
    assert columns(client, Topic) == ["English", "Welsh", "Statements"]


def test_a_term_in_welsh_only_is_listed(office, client):
    locale = Locale.objects.get(language_code="cy")
    Topic.objects.create(site=office.site, locale=locale, name="Hiraeth", slug="hiraeth")

    assert rows(client, Topic) == [(None, "Hiraeth", 0)]


@pytest.mark.parametrize("words", ["hous", "tai"])
def test_search_finds_either_name(office, client, words):
    make_topic(office, en="Housing", cy="Tai")
    make_topic(office, en="Buses", cy="Bysiau")

    assert rows(client, Topic, f"?q={words}") == [("Housing", "Tai", 0)]


def test_each_row_links_to_the_form_of_both_languages(office, client):
    topic = make_topic(office, en="Housing", cy="Tai")

    page = client.get(reverse(ADDRESSES[Topic])).content.decode()

    assert reverse("wagtailsnippets_newsroom_topic:edit", args=[topic.pk]) in page
    assert "localize" not in page.partition("<main")[2]


def test_users_with_several_offices_see_a_site_column(office, admin_client):
    assert "Site" not in columns(admin_client, Category)

    make_office(hostname="other.example", is_default=False, name_en="B", name_cy="B")

    assert "Site" in columns(admin_client, Category)
    assert len(rows(admin_client, Category)) == 6


def test_the_number_of_queries_does_not_grow_with_the_topics(office, client):
    def count() -> int:
        client.get(reverse(ADDRESSES[Topic]))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(ADDRESSES[Topic]))
        return len(queries)

    for number in range(3):
        make_topic(office, en=f"Topic {number}", cy=f"Pwnc {number}")
    queries_for_three = count()
    for number in range(3, 15):
        make_topic(office, en=f"Topic {number}", cy=f"Pwnc {number}")

    assert count() == queries_for_three
