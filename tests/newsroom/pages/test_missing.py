"""Tests of the responses at addresses without a page."""

import pytest
from django.test.signals import template_rendered
from wagtail.contrib.redirects.models import Redirect

from tests.factories import make_statement

pytestmark = pytest.mark.django_db

HOMES = {"en": "/", "cy": "/cy/"}


@pytest.fixture
def rendered():
    """The names of the templates that are rendered."""
    names: list[str] = []

    def record(template, **kwargs) -> None:
        names.append(template.name)

    template_rendered.connect(record)
    yield names
    template_rendered.disconnect(record)


@pytest.mark.parametrize("path", ["old/", "old/page.html", "news/old/"])
@pytest.mark.parametrize("is_permanent", [True, False])
def test_a_redirect_is_found_before_a_page_is_rendered(
    client, office, language, rendered, path, is_permanent
):
    old = f"{HOMES[language]}{path}"
    Redirect.add_redirect(old, redirect_to="/elsewhere/", is_permanent=is_permanent)

    response = client.get(old)

    assert response.status_code == (301 if is_permanent else 302)
    assert response["Location"] == "/elsewhere/"
    assert rendered == []


def test_a_redirect_of_an_address_with_parameters_comes_before_that_of_its_path(
    client, office, language
):
    old = f"{HOMES[language]}old/"
    Redirect.add_redirect(old, redirect_to="/path/")
    Redirect.add_redirect(f"{old}?p=5", redirect_to="/parameter/")

    assert client.get(f"{old}?p=5")["Location"] == "/parameter/"
    assert client.get(f"{old}?p=6")["Location"] == "/path/"


def test_a_withdrawn_page_is_gone_and_no_404_page_is_rendered(client, office, language, rendered):
    page = make_statement(office, language=language, publish=True)
    page.unpublish()

    assert client.get(page.url).status_code == 410
    assert "410.html" in rendered
    assert "404.html" not in rendered


def test_a_moved_page_is_not_gone(client, office, language):
    page = make_statement(office, language=language, publish=True)
    page.unpublish()
    Redirect.add_redirect(page.url, redirect_to="/elsewhere/")

    assert client.get(page.url)["Location"] == "/elsewhere/"


@pytest.mark.parametrize("path", ["nowhere/", "nowhere.html", "a%00b/"])
def test_an_unknown_address_is_not_found(client, office, language, rendered, path):
    response = client.get(f"{HOMES[language]}{path}")

    assert response.status_code == 404
    assert rendered.count("404.html") == 1
    assert f'<html lang="{language}">' in response.content.decode()
