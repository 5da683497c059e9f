"""Response headers, tested by the criteria of Mozilla's HTTP Observatory."""

import datetime
import re

import pytest
import time_machine
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, override_settings

from config.http.caching import allow_shared_caching, forget_next_due, seconds_until_next_due
from tests import factories

ADDRESSES = {"en": ["/", "/news/"], "cy": ["/cy/", "/cy/newyddion/"]}


@pytest.fixture
def answers(office, client, language) -> list:
    """Responses to pages, a statement and a missing page in one language."""
    statement = factories.make_statement(office, language=language)
    paths = [*ADDRESSES[language], statement.url, f"{ADDRESSES[language][0]}no-such-page/"]
    return [client.get(path) for path in paths]


def policy(response) -> dict[str, list[str]]:
    """Return the Content-Security-Policy by directive."""
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part]
    return {name: sources for name, *sources in parts}


def test_the_policy_for_readers_allows_nothing_inline(answers):
    for response in answers:
        found = policy(response)
        assert found["default-src"] == ["'none'"]
        assert found["script-src"] == ["'self'"]
        assert found["style-src"] == ["'self'"]
        assert found["object-src"] == ["'none'"]
        assert found["base-uri"] == ["'none'"]
        assert found["frame-ancestors"] == ["'self'"]
        assert found["form-action"] == ["'self'"]
        assert "unsafe" not in response["Content-Security-Policy"]


def test_pages_for_readers_keep_that_policy(answers):
    for response in answers:
        page = response.content.decode()
        assert not re.search(r"<style[\s>]", page)
        assert not re.search(r"\sstyle=", page)
        assert not re.search(r"\son[a-z]+=", page)
        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in tag or "application/ld+json" in tag for tag in scripts)


def test_the_other_criteria(answers):
    for response in answers:
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in response["Permissions-Policy"]
        assert not response.has_header("Access-Control-Allow-Origin")


def test_readers_are_given_no_cookie(answers):
    assert all(not response.cookies for response in answers)


def test_shared_caches_may_store_pages_for_a_minute(answers):
    *found, missing = answers
    for response in found:
        assert response.status_code == 200
        assert "public" in response["Cache-Control"]
        assert "max-age=60" in response["Cache-Control"]
        assert "Accept-Language" not in response.get("Vary", "")
    assert missing.status_code == 404
    assert "max-age=10" in missing["Cache-Control"]


@pytest.mark.parametrize(("seconds_until_expiry", "max_age"), [(20, 20), (75, 60), (3600, 60)])
def test_no_page_is_cached_beyond_the_next_expiry(
    office, client, language, seconds_until_expiry, max_age
):
    now = datetime.datetime(2026, 6, 16, 9, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False):
        factories.make_statement(
            office,
            language=language,
            expire_at=now + datetime.timedelta(seconds=seconds_until_expiry),
        )

        answer = client.get(ADDRESSES[language][1])["Cache-Control"]

    assert f"max-age={max_age}" in answer
    assert ("stale-while-revalidate" in answer) == (seconds_until_expiry == 3600)


def test_a_page_is_not_shown_for_hours_while_the_site_is_down(answers):
    for response in answers[:-1]:
        assert "stale-if-error=300" in response["Cache-Control"]


@pytest.mark.parametrize(("seconds_until_expiry", "seconds"), [(300, 240), (61, 1), (60, None)])
def test_no_copy_outlives_the_next_expiry_while_the_site_is_down(
    office, client, language, seconds_until_expiry, seconds
):
    now = datetime.datetime(2026, 6, 16, 9, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False):
        expire_at = now + datetime.timedelta(seconds=seconds_until_expiry)
        factories.make_statement(office, language=language, expire_at=expire_at)

        answer = client.get(ADDRESSES[language][1])["Cache-Control"]

    if seconds is None:
        assert "stale-if-error" not in answer
    else:
        assert f"stale-if-error={seconds}" in answer.split(", ")


def test_the_proxy_that_is_purged_may_keep_its_copies_for_a_day(office, client, language, settings):
    settings.WAGTAILFRONTENDCACHE = {"nginx": {}}

    answer = client.get(ADDRESSES[language][1])

    assert "stale-if-error=86400" in answer["Cache-Control"]
    assert not answer.has_header("X-Accel-Expires")


def test_search_is_kept_for_a_second_by_the_proxy_that_is_purged(
    office, client, language, settings
):
    path = {"en": "/search/?q=debate", "cy": "/cy/chwilio/?q=debate"}[language]
    for address in (path, "/api/v1/search/?q=debate"):
        answer = client.get(address)
        assert "max-age=60" in answer["Cache-Control"]
        assert "stale-while-revalidate" not in answer["Cache-Control"]
        assert not answer.has_header("X-Accel-Expires")

        settings.WAGTAILFRONTENDCACHE = {"nginx": {}}
        assert client.get(address)["X-Accel-Expires"] == "1"
        settings.WAGTAILFRONTENDCACHE = {}


def test_the_api_is_not_cached_beyond_the_next_expiry(office, client, language):
    now = datetime.datetime(2026, 6, 16, 9, tzinfo=datetime.UTC)
    with time_machine.travel(now, tick=False):
        expire_at = now + datetime.timedelta(seconds=20)
        factories.make_statement(office, language=language, expire_at=expire_at)

        answer = client.get("/api/v1/statements/")["Cache-Control"]

    assert answer.split(", ") == ["public", "max-age=20"]


def test_the_next_expiry_is_not_queried_for_each_page(
    office, client, language, django_assert_num_queries
):
    client.get(ADDRESSES[language][1])

    with django_assert_num_queries(0):
        seconds_until_next_due()


def test_nothing_may_be_kept_where_the_next_expiry_cannot_be_read(office):
    def refuse(*arguments: object) -> None:
        raise OperationalError("the database has gone away")

    forget_next_due()
    response = HttpResponse()
    with connection.execute_wrapper(refuse):
        allow_shared_caching(response)

    assert response["Cache-Control"] == "public, max-age=0"


def test_responses_with_a_session_are_not_cached(office, admin_client, language):
    for path in [*ADDRESSES[language], "/admin/"]:
        response = admin_client.get(path)
        assert response["Cache-Control"] == "private, no-store"


def test_responses_with_a_key_are_not_cached(office, client):
    response = client.get("/news/", headers={"authorization": "Bearer anything"})
    assert response["Cache-Control"] == "private, no-store"


def test_the_log_in_page_is_not_cached(office, client):
    assert "no-store" in client.get("/admin/login/")["Cache-Control"]


def test_the_admin_has_its_own_policy(office, admin_client):
    found = policy(admin_client.get("/admin/"))
    assert "'unsafe-inline'" in found["script-src"]
    assert found["object-src"] == ["'none'"]
    assert "unsafe-eval" not in str(found)


@override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_HSTS_SECONDS=31_536_000,
    SECURE_HSTS_INCLUDE_SUBDOMAINS=True,
    TRUSTED_PROXIES=1,
    SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"),
)
def test_only_https(office):
    browser = Client()
    plain = browser.get("/")
    safe = browser.get("/", headers={"x-forwarded-proto": "https"})

    assert plain.status_code == 301
    assert plain["Location"].startswith("https://")
    assert safe.status_code == 200
    assert safe["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


@override_settings(SECURE_SSL_REDIRECT=True)
def test_a_reader_cannot_claim_https(office, client):
    assert client.get("/", headers={"x-forwarded-proto": "https"}).status_code == 301


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "203.0.113.9", "127.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.1", "203.0.113.9"),
        (2, "203.0.113.9", "127.0.0.1"),
    ],
)
def test_a_reader_cannot_choose_an_address(rf, settings, proxies, forwarded, expected):
    from config.http.proxies import TrustedProxyMiddleware

    settings.TRUSTED_PROXIES = proxies
    request = rf.get("/", headers={"x-forwarded-for": forwarded})
    TrustedProxyMiddleware(lambda request: None)(request)

    assert request.META["REMOTE_ADDR"] == expected
