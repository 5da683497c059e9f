"""Stored responses are sent without Django, and are the same as through it."""

import datetime
from collections.abc import Iterator
from wsgiref.util import setup_testing_defaults

import pytest
import time_machine
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from wagtail.models import PageViewRestriction

from config.http.stored_answers import StoredAnswers
from tests.factories import make_office, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _enabled(settings):
    settings.PAGE_CACHE_BYTES = 10_000_000


class Site:
    """The application as gunicorn calls it. `through_django` counts what Django answered."""

    def __init__(self) -> None:
        self.through_django = 0
        self._django = WSGIHandler()
        self._application = StoredAnswers(self._call_django)

    def _call_django(self, environ, start_response):
        self.through_django += 1
        return self._django(environ, start_response)

    def get(self, path: str, *, host: str = "localhost", method: str = "GET", **headers: str):
        """Return status, headers and body; `headers` are variables of WSGI."""
        address, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": address.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "HTTP_HOST": host,
            **headers,
        }
        setup_testing_defaults(environ)
        sent = []
        chunks = self._application(environ, lambda status, rows: sent.append((status, rows)))
        return *sent[0], b"".join(chunks)


@pytest.fixture
def site():
    """A site whose requests run in the transaction of the test, as those of Django's client do."""
    started, finished = signals.request_started, signals.request_finished
    for signal in (started, finished):
        signal.disconnect(close_old_connections)
    yield Site()
    for signal in (started, finished):
        signal.connect(close_old_connections)


@pytest.fixture
def addresses(office, language) -> list[str]:
    page = make_statement(office, language=language, publish=True)
    news = office.indexes[language].url
    feeds = [f"{news}{name}" for name in ("rss.xml", "atom.xml", "feed.json")]
    return [
        *(office.homes[language].url, page.url, news, f"{news}2016/", f"{news}?year=2016", *feeds),
        *("/sitemap.xml", f"/sitemap-{language}-1.xml", "/robots.txt", "/office.css"),
    ]


@pytest.fixture
def one_moment() -> Iterator[None]:
    """Stop the clock: within the second of a change, Last-Modified differs from the next."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


def test_a_stored_response_is_what_django_sends(site, addresses, one_moment):
    for address in addresses:
        site.get(address)  # rendered and stored
        asked = site.through_django
        directly = site.get(address)
        assert site.through_django == asked, address
        # A cookie that means nothing to Lectern.
        through_django = site.get(address, HTTP_COOKIE="a=b")
        assert site.through_django == asked + 1
        assert directly == through_django
        etag = dict(directly[1])["ETag"]
        for given in (etag, f"W/{etag}"):
            unchanged = site.get(address, HTTP_IF_NONE_MATCH=given)
            assert site.through_django == asked + 1
            assert unchanged[0] == "304 Not Modified"
            assert unchanged == site.get(address, HTTP_IF_NONE_MATCH=given, HTTP_COOKIE="a=b")
            asked += 1


def test_it_costs_one_query(site, addresses, django_assert_num_queries):
    for address in addresses:
        site.get(address)
        with django_assert_num_queries(1):
            site.get(address)


@pytest.mark.parametrize(
    "request_of",
    [
        {"method": "HEAD"},
        {"method": "POST"},
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"HTTP_COOKIE": "sessionid=x"},
        {"HTTP_IF_NONE_MATCH": '"other"'},
        {"HTTP_IF_NONE_MATCH": "*"},
        {"HTTP_IF_MODIFIED_SINCE": "Sat, 28 Nov 2026 12:00:00 GMT"},
        {"HTTP_RANGE": "bytes=0-1"},
        {"host": "LOCALHOST"},
        {"host": "other.example"},
    ],
)
def test_what_is_not_simple_goes_through_django(site, office, request_of):
    address = office.homes["en"].url
    site.get(address)
    asked = site.through_django

    site.get(address, **request_of)

    assert site.through_django == asked + 1


@pytest.mark.parametrize("address", ["/nothing/", "/news", "/search/?q=bus", "/healthz", "/admin/"])
def test_errors_redirects_and_other_views_go_through_django(site, office, address):
    site.get(address)
    asked = site.through_django

    site.get(address)

    assert site.through_django == asked + 1


def test_a_change_shows_at_once(site, office, language):
    page = make_statement(office, language=language, title="Before", publish=True)
    site.get(page.url)
    page.title = "After"
    page.save_revision().publish()

    assert b"After" in site.get(page.url)[2]

    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert site.get(page.url)[0].startswith("302")


def test_another_host_has_its_own_answer(site, office, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_office(hostname="second.example", is_default=False, name_en="Second", name_cy="Ail")
    first = site.get("/")
    assert first == site.get("/")
    assert b"Second" in site.get("/", host="second.example")[2]
    assert b"Second" in site.get("/", host="second.example")[2]
    assert b"Second" not in site.get("/")[2]


def test_a_site_with_another_host_name_goes_through_django(site, office):
    site.get("/")
    office.site.port = 8123
    office.site.save()
    asked = site.through_django

    site.get("/")

    assert site.through_django == asked + 1


def test_the_scheme_behind_a_proxy_has_its_own_answer(site, office, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.TRUSTED_PROXIES = 1
    secure = site.get("/", HTTP_X_FORWARDED_PROTO="https")
    plain = site.get("/", HTTP_X_FORWARDED_PROTO="http")

    assert dict(secure[1])["ETag"] != dict(plain[1])["ETag"]
    asked = site.through_django
    assert site.get("/", HTTP_X_FORWARDED_PROTO="https, http") == secure
    assert site.get("/", HTTP_X_FORWARDED_PROTO="http") == plain
    assert site.through_django == asked


def test_without_a_database_django_reports_it(site, office, monkeypatch):
    site.get("/")

    def fail(host):
        raise DatabaseError("away")

    monkeypatch.setattr("config.http.stored_answers.current_for_host", fail)
    asked = site.through_django
    site.get("/")

    assert site.through_django == asked + 1


def test_a_switched_off_page_cache_answers_nothing(site, office, settings):
    site.get("/")
    settings.PAGE_CACHE_BYTES = 0
    asked = site.through_django

    site.get("/")

    assert site.through_django == asked + 1


def test_the_time_until_a_publication_counts(site, office, language):
    page = make_statement(office, language=language, publish=True)
    site.get(page.url)  # nothing is due yet, which the process remembers
    page.expire_at = timezone.now() + datetime.timedelta(seconds=30)
    page.save_revision().publish()
    site.get(page.url)

    assert int(dict(site.get(page.url)[1])["Cache-Control"].partition("max-age=")[2][:2]) <= 30
