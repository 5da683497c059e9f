"""Tests that a statement has terms of its own language only."""

import pytest
from wagtail.models import Locale

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage, ArticleTopic, Topic
from tests.factories import make_statement


@pytest.fixture
def topics(office) -> dict[str, Topic]:
    """One topic in both languages."""
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    english = Topic.objects.create(
        site=office.site, locale=locales["en"], name="Housing", slug="housing"
    )
    welsh = Topic.objects.create(
        site=office.site,
        locale=locales["cy"],
        name="Tai",
        slug="tai",
        translation_key=english.translation_key,
    )
    return {"en": english, "cy": welsh}


@pytest.fixture
def statement(office, topics, language) -> ArticlePage:
    """A statement in `language` with two categories and a topic."""
    page = make_statement(
        office, language=language, categories=office.categories[language][:2], live=False
    )
    page.article_topics.add(ArticleTopic(topic=topics[language]))
    page.save()
    return page


def terms_of(page) -> list:
    return [*page.categories.order_by("order"), *page.topics]


def test_a_copy_for_translation_has_terms_of_its_own_language(office, topics, statement, language):
    other = other_language(language)
    expected = [*office.categories[other][:2], topics[other]]

    translated = statement.copy_for_translation(office.indexes[other].locale)

    assert terms_of(ArticlePage.objects.get(pk=translated.pk)) == expected
    assert terms_of(translated.get_latest_revision_as_object()) == expected


def test_the_source_keeps_its_terms(office, topics, statement, language):
    statement.copy_for_translation(office.indexes[other_language(language)].locale)

    expected = [*office.categories[language][:2], topics[language]]
    assert terms_of(ArticlePage.objects.get(pk=statement.pk)) == expected


def test_a_draft_and_its_publication_have_terms_of_the_page_language(
    office, topics, statement, language
):
    other = other_language(language)
    statement.categories = office.categories[other][:2]
    statement.article_topics = [ArticleTopic(topic=topics[other])]

    revision = statement.save_revision()
    expected = [*office.categories[language][:2], topics[language]]
    assert terms_of(revision.as_object()) == expected
    revision.publish()

    assert terms_of(ArticlePage.objects.get(pk=statement.pk)) == expected
