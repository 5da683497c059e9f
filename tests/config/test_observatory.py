"""Every page for the public and the log-in have full marks of Mozilla's HTTP Observatory."""

import re

import pytest
from django.conf import settings as configured
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client

from search.engines.selection import engines
from search.indexing import consumer
from search.language.analysis import LANGUAGES
from tests.config.observatory import FULL_MARKS, is_html, points
from tests.search.hidden_states import Builder, publish
from tests.search.test_leak_matrix import addresses

HOST = "localhost"
# What the production settings say, which `test_settings.py` compares.
PRODUCTION = {
    "SECURE_SSL_REDIRECT": True,
    "SECURE_HSTS_SECONDS": 31_536_000,
    "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
    "SESSION_COOKIE_NAME": "__Host-session",
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_NAME": "__Host-csrf",
    "CSRF_COOKIE_SECURE": True,
}
# Routes of pages with fewer points, and what these are: how a partner uses them requires it.
ON_OTHER_SITES = {"cross-origin-resource-policy": 0}
FEWER: dict[str, dict[str, int]] = {
    "embed/statements/": ON_OTHER_SITES,
    "embed/statement/<slug:citation>/": ON_OTHER_SITES,
    "api/v1/": ON_OTHER_SITES,
    # Swagger UI writes styles into its elements.
    "api/v1/docs/": {**ON_OTHER_SITES, "content-security-policy": 0},
}
LOG_IN = ["/admin/login/", "/admin/password_reset/", "/admin/password_reset/done/"]


@pytest.fixture
def production(settings):
    """The headers and cookies of production."""
    for name, value in PRODUCTION.items():
        setattr(settings, name, value)
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    return settings


@pytest.fixture
def public(office, production, tmp_path) -> dict[str, str]:
    """All public addresses of an office with a statement in each language, with their routes."""
    production.SEARCH_FOLDER = tmp_path / "search"
    for language in LANGUAGES:
        engines()["embedded"].begin_rebuild(language, version=0).swap()
    person = get_user_model().objects.create_superuser(username="qx")
    made = []
    for language in ("en", "cy"):
        builder = Builder(office, language=language, person=person)
        builder.add("public", publish)
        made += builder.made
    consumer.consume_due()
    return {address: route for route, address in addresses(office, made)}


def judged(response: HttpResponse) -> dict[str, int]:
    """Return the tests in which a response differs from full marks, with its points."""
    marks = points(response, host=HOST)
    expected = {**FULL_MARKS, "cookies": 5 if response.cookies else 0}
    return {name: value for name, value in marks.items() if value != expected[name]}


def test_every_public_address_has_full_marks_and_leads_to_https(public):
    browser, failures, pages = Client(SERVER_NAME=HOST), {}, 0
    for address, route in public.items():
        response = browser.get(address, secure=True)
        differs = judged(response)
        if is_html(response):
            pages += 1
            differs = differs if differs != FEWER.get(route) else {}
        else:  # files, feeds and the API: what other sites may load has fewer points
            differs = {name: value for name, value in differs.items() if value < 0}
        if differs:
            failures[address] = differs
        plain = browser.get(address)
        assert plain.status_code == 301, address
        assert plain["Location"].startswith(f"https://{HOST}/"), address
    assert failures == {}
    assert pages > 40


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("address", LOG_IN)
def test_the_log_in_has_full_marks_and_nothing_that_its_policy_forbids(
    office, production, address, language
):
    browser = Client(SERVER_NAME=HOST, headers={"accept-language": language})
    response = browser.get(address, secure=True)
    page = response.content.decode()

    assert response.status_code == 200
    assert f'lang="{language}"' in page
    if address == "/admin/login/":  # a link to the other language, in its own word
        assert f">{ {'en': 'Cymraeg', 'cy': 'English'}[language] }</a>" in page
    assert judged(response) == {}
    assert not re.search(r"<style[\s>]|\sstyle=|\son[a-z]+=", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all("src=" in tag or "application/json" in tag for tag in scripts)


def test_the_cookies_of_the_log_in_cannot_be_read_or_sent_by_others(office, production):
    browser = Client(SERVER_NAME=HOST)
    get_user_model().objects.create_superuser(username="person", password="a long sentence")
    browser.get("/admin/login/", secure=True)
    response = browser.post(
        "/admin/login/", {"username": "person", "password": "a long sentence"}, secure=True
    )

    assert response.status_code == 302
    assert configured.SESSION_COOKIE_NAME in response.cookies
    assert points(response, host=HOST)["cookies"] == 5
    given = {name for name, cookie in response.cookies.items() if cookie.value}
    assert {name for name in given if not name.startswith("__Host-")} == set()


def test_the_points_tell_unsafe_responses():
    response = HttpResponse("<script src='//other.example/a.js'></script>")
    response.set_cookie("session", "x")
    response["Access-Control-Allow-Credentials"] = "true"
    response["Referrer-Policy"] = "unsafe-url"
    response["Cross-Origin-Resource-Policy"] = "any"
    response["Content-Security-Policy"] = "default-src 'self' 'unsafe-inline'"
    assert points(response, host=HOST) == {
        "content-security-policy": -20,
        "cookies": -30,
        "cross-origin-resource-policy": -5,
        "cross-origin-resource-sharing": -50,
        "referrer-policy": -5,
        "strict-transport-security": -20,
        "subresource-integrity": -50,
        "x-content-type-options": -5,
        "x-frame-options": -20,
    }
