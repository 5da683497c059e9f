"""Bulk change of categories and topics: preview, both languages, refusals, other offices."""

import pytest
from django.urls import reverse

from newsroom.editing.bulk import filing
from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, ArticleTopic, Category, Topic
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

pytestmark = pytest.mark.django_db


def url_for(*pages) -> str:
    base = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "file"])
    return f"{base}?{'&'.join(f'id={page.pk}' for page in pages)}&next=/admin/account/"


def category(office, name: str) -> Category:
    return Category.objects.get(site=office.site, name=name)


@pytest.fixture
def client(office):
    return log_in(office)


@pytest.fixture
def page(office, language) -> ArticlePage:
    own = Category.objects.filter(site=office.site, locale=office.indexes[language].locale)
    return make_statement(
        office, language=language, title="Bus", publish=True, categories=[own.get(order=0)]
    )


@pytest.fixture
def topic(office) -> Topic:
    english = Topic.objects.create(
        site=office.site, locale=office.homes["en"].locale, name="Roads", slug="roads"
    )
    Topic.objects.create(
        site=office.site,
        locale=office.homes["cy"].locale,
        translation_key=english.translation_key,
        name="Ffyrdd",
        slug="ffyrdd",
    )
    return english


def latest(page) -> ArticlePage:
    return ArticlePage.objects.get(pk=page.pk).get_latest_revision_as_object()


def names(page) -> list[str]:
    page = latest(page)
    topics = [row.topic.name for row in page.article_topics.all()]
    return sorted([term.name for term in page.categories.all()] + topics)


def test_terms_are_shown_then_changed_and_published_in_both_languages(
    office, client, page, topic, language
):
    other = page.copy_for_translation(office.indexes[other_language(language)].locale)
    local = category(office, "Local News")
    data = {
        "add_categories": [local.translation_key],
        "add_topics": [topic.translation_key],
        "remove_categories": [page.categories.get().translation_key],
        "both_languages": "on",
        "publish": "on",
    }
    before = names(page)

    preview = client.post(url_for(page), data).text
    words = {"en": ["Local News", "Roads"], "cy": ["Ffyrdd", "Newyddion Lleol"]}
    assert all(", ".join(terms) in preview for terms in words.values())
    assert names(page) == before

    client.post(url_for(page), {**data, "confirmed": "on"})

    for statement in (page, other):
        assert names(statement) == words[statement.locale.language_code]
    page.refresh_from_db()
    assert not page.has_unpublished_changes
    assert [term.name for term in page.categories.all()] == [words[language][0]] or language == "cy"
    assert not ArticlePage.objects.get(pk=other.pk).live


def test_an_editor_makes_drafts(office, page):
    client = log_in(office, name="writer", approves=False)
    data = {"add_categories": [category(office, "Local News").translation_key]}

    client.post(url_for(page), {**data, "publish": "on", "confirmed": "on"})

    page.refresh_from_db()
    assert page.categories.count() == 1
    assert latest(page).categories.count() == 2


def test_a_locked_statement_stays_and_does_not_stop_the_others(office, client, page, language):
    locked = make_statement(office, language=language, title="Locked", publish=True)
    locked.locked = True
    locked.save()
    data = {"add_categories": [category(office, "Local News").translation_key], "confirmed": "on"}

    text = client.post(url_for(locked, page), data, follow=True).text

    assert "“Locked”: It is locked." in text
    assert latest(locked).categories.count() == 0
    assert latest(page).categories.count() == 2


def test_nothing_chosen_and_contradictions_are_refused(office, client, page):
    key = category(office, "Local News").translation_key

    nothing = client.post(url_for(page), {"confirmed": "on"}).text
    both = {"add_categories": [key], "remove_categories": [key], "confirmed": "on"}
    contradiction = client.post(url_for(page), both).text

    assert "Choose at least one category or topic." in nothing
    assert "The same term cannot be added and removed." in contradiction
    assert latest(page).categories.count() == 1


def test_other_pages_are_named_and_left_alone(office, client, page):
    text = client.get(url_for(page, office.indexes["en"])).text

    assert "These pages are no statements" in text


def test_terms_and_statements_of_another_office_are_out_of_reach(office, client, page):
    other = make_office(
        hostname="other.example", is_default=False, name_en="Ann Lee", name_cy="Ann Lee"
    )
    foreign = make_statement(other, title="Foreign", publish=True)
    theirs = category(other, "Local News").translation_key
    own = category(office, "Local News").translation_key

    assert "Foreign" not in client.get(url_for(foreign)).text
    client.post(url_for(foreign), {"add_categories": [own], "confirmed": "on"})
    client.post(url_for(page), {"add_categories": [theirs], "confirmed": "on"})

    assert latest(foreign).categories.count() == 0
    assert latest(page).categories.count() == 1


def test_too_many_statements_are_refused(office, client, page, monkeypatch):
    monkeypatch.setattr(filing, "MOST_STATEMENTS", 0)
    data = {"add_categories": [category(office, "Local News").translation_key], "confirmed": "on"}

    client.post(url_for(page), data)

    assert latest(page).categories.count() == 1


def test_the_date_of_a_topic_is_that_of_the_statement(office, client, page, topic):
    data = {"add_topics": [topic.translation_key], "publish": "on", "confirmed": "on"}

    client.post(url_for(page), data)

    assert ArticleTopic.objects.get(page=page).date == page.date
