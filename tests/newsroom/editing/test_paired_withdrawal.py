"""Does taking one language down take the other down too, unless the editor says otherwise?"""

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
    twin = make_statement(
        office, language=other_language(language), translation_of=page, publish=True
    )
    return page, twin


def url(action: str, page) -> str:
    return reverse(f"wagtailadmin_pages:{action}", args=[page.pk])


def bulk(action: str, page) -> str:
    return reverse("wagtail_bulk_action", args=["wagtailcore", "page", action]) + f"?id={page.pk}"


def live(*pages) -> list[bool]:
    return [ArticlePage.objects.get(pk=page.pk).live for page in pages]


def test_unpublishing_says_so_and_takes_both_down(pair, client):
    page, twin = pair

    asked = client.get(url("unpublish", page)).content.decode()
    client.post(url("unpublish", page))

    assert "Only this language?" in asked
    assert live(page, twin) == [False, False]


def test_the_editor_can_unpublish_one_language(pair, client):
    page, twin = pair

    client.post(url("unpublish", page), {"only_this_language": "1"})

    assert live(page, twin) == [False, True]


def test_deleting_deletes_both(pair, client):
    page, _twin = pair

    asked = client.get(url("delete", page)).content.decode()
    client.post(url("delete", page))

    assert "Only this language?" in asked
    assert not ArticlePage.objects.exists()


def test_the_question_is_in_the_editors_language(office, pair, client):
    user = office.approvers.user_set.get()
    UserProfile.objects.create(user=user, preferred_language="cy")

    asked = client.get(url("delete", pair[0])).content.decode()

    assert "yn dileu 1 cyfieithiad ohoni" in asked
    assert "Deleting this page" not in asked


def test_the_editor_can_delete_one_language(pair, client):
    page, twin = pair

    client.post(url("delete", page), {"only_this_language": "1"})

    assert list(ArticlePage.objects.all()) == [twin]


def test_bulk_unpublishing_names_the_other_language_and_takes_it_along(pair, client):
    page, twin = pair

    asked = client.get(bulk("unpublish", page)).content.decode()
    client.post(bulk("unpublish", page))

    assert url("edit", twin) in asked
    assert live(page, twin) == [False, False]


def test_bulk_deleting_takes_the_other_language_along(pair, client):
    page, twin = pair

    asked = client.get(bulk("delete", page)).content.decode()
    client.post(bulk("delete", page))

    assert url("edit", twin) in asked
    assert not ArticlePage.objects.exists()


def test_a_statement_without_translation_is_asked_nothing_more(office, client, language):
    page = make_statement(office, language=language, publish=True)

    assert "Only this language?" not in client.get(url("unpublish", page)).content.decode()
    client.post(url("unpublish", page))
    assert live(page) == [False]


def test_an_editor_may_not_take_down(office, pair):
    page, twin = pair
    editor = log_in(office, name="editor", approves=False)

    for sent in ({}, {"only_this_language": "1"}):
        editor.post(url("unpublish", page), sent)
        editor.post(url("delete", page), sent)

    assert live(page, twin) == [True, True]
