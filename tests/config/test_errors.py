"""Error pages are in the language of the address."""

import pytest
from django.core.cache import cache
from django.test import Client

from home.models import HomePage
from tests.factories import make_statement

PREFIX = {"en": "/", "cy": "/cy/"}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


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
