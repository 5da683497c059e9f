"""Error pages are in the language of the address."""

import contextlib
import json
from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import OperationalError, connection
from django.test import Client

from home.models import HomePage
from tests.factories import make_statement

PREFIX = {"en": "/", "cy": "/cy/"}
UNAVAILABLE = {"en": "Not available for the moment", "cy": "Ddim ar gael am y tro"}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@contextlib.contextmanager
def database_away() -> Iterator[None]:
    """Let every query fail as it does where the database does not answer."""

    def refuse(*arguments: object) -> None:
        raise OperationalError("connection refused at database.example")

    with connection.execute_wrapper(refuse):
        yield


def test_an_unknown_address_is_not_found(client, office, language):
    response = client.get(f"{PREFIX[language]}nothing-here/")

    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.content.decode()
    assert 'role="search"' in response.content.decode()


def test_a_withdrawn_statement_is_gone(client, office, language):
    page = make_statement(office, language=language)
    page.unpublish()

    response = client.get(page.url)

    assert response.status_code == 410
    assert f'<html lang="{language}"' in response.content.decode()
    assert 'role="search"' in response.content.decode()


def test_the_error_page_needs_no_database(visitor, language):
    """No `db` fixture: pytest-django refuses every query, as a database that is down would."""
    cache.clear()

    response = visitor.get(f"{PREFIX[language]}any/")

    assert response.status_code == 500
    assert f'<html lang="{language}"' in response.content.decode()


def test_a_server_error_is_in_the_language_of_its_page(visitor, office, language, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("broken")

    monkeypatch.setattr(HomePage, "get_context", broken)

    response = visitor.get(PREFIX[language])

    assert response.status_code == 500
    assert f'<html lang="{language}"' in response.content.decode()


def test_without_its_database_a_page_is_unavailable_in_both_languages(visitor, office, language):
    page = make_statement(office, language=language, publish=True)

    with database_away():
        response = visitor.get(page.url)

    assert response.status_code == 503
    assert response["Retry-After"]
    assert response["Cache-Control"] == "no-store"
    text = response.content.decode()
    assert f'<html lang="{language}"' in text
    for code, words in UNAVAILABLE.items():
        assert words in text
        assert (f'<div class="prose" lang="{code}">' in text) == (code != language)
    assert "database.example" not in text
    assert "Traceback" not in text


@pytest.mark.parametrize("kind", ["page", "feed", "404", "search", "embed"])
def test_without_its_database_each_view_answers_503_with_the_known_furniture(
    visitor, office, language, kind
):
    page = make_statement(office, language=language, publish=True)
    prefix = PREFIX[language]
    address = {
        "page": page.url,
        "feed": f"{office.indexes[language].url}rss.xml",
        "404": f"{prefix}nothing/",
        "search": f"{prefix}{'search' if language == 'en' else 'chwilio'}/?q=a",
        "embed": f"{prefix}embed/" if language == "en" else f"{prefix}mewnosod/",
    }[kind]
    assert visitor.get(page.url).status_code == 200

    with database_away():
        response = visitor.get(address)

    assert response.status_code == 503
    assert response["Retry-After"]
    if "html" in response["Content-Type"]:
        assert f'<html lang="{language}"' in response.text
        assert "Mared Puw" in response.text
        assert f'href="{office.indexes[language].url}"' in response.text
        assert {"en": "met from public funds", "cy": "o arian cyhoeddus"}[language] in response.text
    assert visitor.get(page.url).status_code == 200


def test_without_its_database_the_admin_is_unavailable(visitor, office):
    with database_away():
        response = visitor.get("/admin/login/")
        posted = visitor.post("/admin/login/", {"username": "a", "password": "b"})
    for answer in (response, posted):
        assert answer.status_code == 503
        assert answer["Retry-After"]


def test_a_stored_page_is_not_served_where_its_state_cannot_be_read(
    visitor, office, language, settings
):
    settings.PAGE_CACHE_BYTES = 10_000_000
    page = make_statement(office, language=language, title="Withdrawn soon", publish=True)
    assert visitor.get(page.url).status_code == 200

    with database_away():
        response = visitor.get(page.url)

    assert response.status_code == 503
    assert "Withdrawn soon" not in response.content.decode()
    assert visitor.get(page.url).status_code == 200


def test_without_its_database_the_api_answers_with_a_problem(visitor, office):
    with database_away():
        response = visitor.get("/api/v1/statements/")

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response["Retry-After"]
    assert json.loads(response.content)["status"] == 503


def test_the_proxy_that_is_purged_is_told_to_answer_for_anyone(visitor, office, language, settings):
    path = PREFIX[language]
    with database_away():
        assert not visitor.get(path).has_header("X-Accel-Redirect")
        settings.WAGTAILFRONTENDCACHE = {"nginx": {}}
        assert visitor.get(path)["X-Accel-Redirect"] == "@stored"
        key = {"authorization": "Bearer lectern_key"}
        assert not visitor.get(path, headers=key).has_header("X-Accel-Redirect")
        visitor.cookies[django_settings.SESSION_COOKIE_NAME] = "abc"
        assert not visitor.get(path).has_header("X-Accel-Redirect")
