"""Unpublishing and deleting affect both languages, unless the editor chooses one."""

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from newsroom.languages.configured import other_language
from newsroom.models import ArticlePage
from tests.factories import make_statement
from tests.newsroom.editors import log_in


@pytest.fixture
def client(office):
    return log_in(office)


@pytest.fixture
def pair(office, language):
    page = make_statement(office, language=language, publish=True)
    translation = make_statement(
        office, language=other_language(language), translation_of=page, publish=True
    )
    return page, translation


def url(action: str, page) -> str:
    return reverse(f"wagtailadmin_pages:{action}", args=[page.pk])


def bulk_url(action: str, page) -> str:
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"


def live_states(*pages) -> list[bool]:
    return [ArticlePage.objects.get(pk=page.pk).live for page in pages]


def test_unpublishing_asks_and_unpublishes_both_languages(pair, client):
    page, translation = pair

    confirmation = client.get(url("unpublish", page)).content.decode()
    client.post(url("unpublish", page))

    assert "Only this language?" in confirmation
    assert live_states(page, translation) == [False, False]


def test_the_editor_can_unpublish_one_language(pair, client):
    page, translation = pair

    client.post(url("unpublish", page), {"only_this_language": "1"})

    assert live_states(page, translation) == [False, True]


def test_deleting_asks_and_deletes_both_languages(pair, client):
    page, _translation = pair

    confirmation = client.get(url("delete", page)).content.decode()
    client.post(url("delete", page))

    assert "Only this language?" in confirmation
    assert not ArticlePage.objects.exists()


def test_the_confirmation_is_in_the_editors_language(office, pair, client):
    user = office.managers.user_set.get()
    UserProfile.objects.create(user=user, preferred_language="cy")

    confirmation = client.get(url("delete", pair[0])).content.decode()

    assert "yn dileu 1 cyfieithiad ohoni" in confirmation
    assert "Deleting this page" not in confirmation


def test_the_editor_can_delete_one_language(pair, client):
    page, translation = pair

    client.post(url("delete", page), {"only_this_language": "1"})

    assert list(ArticlePage.objects.all()) == [translation]


def test_bulk_unpublishing_shows_and_unpublishes_both_languages(pair, client):
    page, translation = pair

    confirmation = client.get(bulk_url("unpublish", page)).content.decode()
    client.post(bulk_url("unpublish", page))

    assert url("edit", translation) in confirmation
    assert live_states(page, translation) == [False, False]


def test_bulk_deleting_shows_and_deletes_both_languages(pair, client):
    page, translation = pair

    confirmation = client.get(bulk_url("delete", page)).content.decode()
    client.post(bulk_url("delete", page))

    assert url("edit", translation) in confirmation
    assert not ArticlePage.objects.exists()


def test_a_statement_without_translation_offers_no_choice_of_language(office, client, language):
    page = make_statement(office, language=language, publish=True)

    assert "Only this language?" not in client.get(url("unpublish", page)).content.decode()
    client.post(url("unpublish", page))
    assert live_states(page) == [False]


def test_an_editor_may_neither_unpublish_nor_delete(office, pair):
    page, translation = pair
    editor = log_in(office, name="editor", approves=False)

    for sent in ({}, {"only_this_language": "1"}):
        editor.post(url("unpublish", page), sent)
        editor.post(url("delete", page), sent)

    assert live_states(page, translation) == [True, True]
