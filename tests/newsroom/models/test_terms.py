"""Is a statement always filed under the words of its own language?"""

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
def filed(office, topics, language) -> ArticlePage:
    """A statement in `language` with two categories and a topic."""
    page = make_statement(
        office, language=language, categories=office.categories[language][:2], live=False
    )
    page.article_topics.add(ArticleTopic(topic=topics[language]))
    page.save()
    return page


def words_of(page) -> list:
    return [*page.categories.order_by("order"), *page.topics]


def test_a_copy_for_translation_is_filed_under_its_own_words(office, topics, filed, language):
    other = other_language(language)
    expected = [*office.categories[other][:2], topics[other]]

    translated = filed.copy_for_translation(office.indexes[other].locale)

    assert words_of(ArticlePage.objects.get(pk=translated.pk)) == expected
    assert words_of(translated.get_latest_revision_as_object()) == expected


def test_the_source_keeps_its_words(office, topics, filed, language):
    filed.copy_for_translation(office.indexes[other_language(language)].locale)

    expected = [*office.categories[language][:2], topics[language]]
    assert words_of(ArticlePage.objects.get(pk=filed.pk)) == expected


def test_a_draft_and_its_publication_use_the_own_words(office, topics, filed, language):
    other = other_language(language)
    filed.categories = office.categories[other][:2]
    filed.article_topics = [ArticleTopic(topic=topics[other])]

    revision = filed.save_revision()
    expected = [*office.categories[language][:2], topics[language]]
    assert words_of(revision.as_object()) == expected
    revision.publish()

    assert words_of(ArticlePage.objects.get(pk=filed.pk)) == expected
