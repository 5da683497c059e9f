"""The page cache answers with what would be rendered now, and with nothing that is not public."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from newsroom.caching import state_token
from newsroom.caching.page_store import ERROR_SECONDS, page_store
from tests.factories import make_office, make_statement

pytestmark = pytest.mark.django_db

LISTS = {"en": "/news/", "cy": "/cy/newyddion/"}
HOMES = {"en": "/", "cy": "/cy/"}


@pytest.fixture(autouse=True)
def _enabled(settings):
    settings.PAGE_CACHE_BYTES = 10_000_000


@pytest.fixture
def addresses(office, language) -> list[str]:
    """Addresses of each kind of public response."""
    page = make_statement(office, language=language, publish=True)
    news = LISTS[language]
    feeds = [f"{news}{name}" for name in ("rss.xml", "atom.xml", "feed.json")]
    return [
        *(HOMES[language], page.url, news, f"{news}2016/", *feeds, "/sitemap.xml"),
        *(f"/sitemap-{language}-1.xml", "/robots.txt", "/office.css"),
    ]


def test_a_stored_response_costs_one_query(client, addresses, django_assert_num_queries):
    # In one moment: `Last-Modified` is another in the second of the change than after it.
    with time_machine.travel(timezone.now(), tick=False):
        for address in addresses:
            first = client.get(address)
            with django_assert_num_queries(1):
                again = client.get(address)
            assert (again.status_code, again.content) == (200, first.content)
            assert {**again.headers} == {**first.headers}


def test_a_stored_response_is_what_is_rendered_without_a_cache(client, addresses, settings):
    for address in addresses:
        client.get(address)
        stored = client.get(address)
        settings.PAGE_CACHE_BYTES = 0
        rendered = client.get(address)
        settings.PAGE_CACHE_BYTES = 10_000_000
        assert stored.content == rendered.content
        ignored = {"ETag", "Last-Modified", "Content-Length"}
        assert {name: value for name, value in stored.headers.items() if name not in ignored} == {
            name: value for name, value in rendered.headers.items() if name not in ignored
        }


def test_an_unchanged_page_is_a_304_for_one_query(client, addresses, django_assert_num_queries):
    for address in addresses:
        etag = client.get(address)["ETag"]
        page_store.clear()
        with django_assert_num_queries(1):
            response = client.get(address, headers={"if-none-match": etag})
        assert (response.status_code, response.content) == (304, b"")
        assert "public" in response["Cache-Control"]


def test_a_page_whose_text_is_the_same_in_a_newer_state_is_a_304(client, office, language):
    first = client.get("/robots.txt")
    state_token.renew()
    response = client.get("/robots.txt", headers={"if-none-match": first["ETag"]})
    assert response.status_code == 304
    assert response["ETag"] != first["ETag"]


def test_if_modified_since_is_a_304_until_something_changes(client, office, language):
    now = (timezone.now() + datetime.timedelta(days=1)).replace(minute=10)
    with time_machine.travel(now, tick=False) as clock:
        make_statement(office, language=language, publish=True)
        clock.shift(datetime.timedelta(seconds=5))
        modified = client.get(LISTS[language])["Last-Modified"]
        headers = {"if-modified-since": modified}
        assert client.get(LISTS[language], headers=headers).status_code == 304
        clock.shift(datetime.timedelta(seconds=5))
        make_statement(office, language=language, publish=True)
        assert client.get(LISTS[language], headers=headers).status_code == 200


def test_a_publication_shows_at_once(client, office, language):
    page = make_statement(office, language=language, title="Before", publish=True)
    assert "Before" in client.get(page.url).content.decode()
    page.title = "After"
    page.save_revision().publish()
    for address in (page.url, LISTS[language], HOMES[language]):
        assert "After" in client.get(address).content.decode()


def test_what_was_withdrawn_is_gone_at_once(client, office, language):
    page = make_statement(office, language=language, title="Withdrawn", publish=True)
    for address in (page.url, LISTS[language]):
        assert "Withdrawn" in client.get(address).content.decode()
    page.unpublish()
    assert client.get(page.url).status_code == 410
    assert "Withdrawn" not in client.get(LISTS[language]).content.decode()


def test_what_expires_is_gone_without_a_worker(client, office, language):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        page = make_statement(
            office,
            language=language,
            title="Brief",
            publish=True,
            expire_at=now + datetime.timedelta(seconds=30),
        )
        assert client.get(page.url).status_code == 200
        assert "Brief" in client.get(LISTS[language]).content.decode()
        clock.shift(datetime.timedelta(seconds=30))
        assert client.get(page.url).status_code == 410
        assert "Brief" not in client.get(LISTS[language]).content.decode()


def test_a_restriction_hides_a_stored_page(client, office, language):
    page = make_statement(office, language=language, title="Private", publish=True)
    assert client.get(page.url).status_code == 200
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert client.get(page.url).status_code == 302


def test_a_private_page_is_never_stored(client, office, language):
    page = make_statement(office, language=language, title="Private", publish=True)
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="senedd")
    form = client.get(page.url)
    client.post(
        form.context["action_url"], {"password": "senedd", "return_url": page.url}, follow=True
    )
    assert "Private" in client.get(page.url).content.decode()
    assert "Private" not in Client().get(page.url).content.decode()


def test_responses_to_identified_clients_are_neither_stored_nor_read(
    admin_client, client, office, language, django_assert_max_num_queries
):
    page = make_statement(office, language=language, publish=True)
    assert admin_client.get(page.url)["Cache-Control"] == "private, no-store"
    public = client.get(page.url)
    assert "public" in public["Cache-Control"]
    assert admin_client.get(page.url)["Cache-Control"] == "private, no-store"
    keyed = client.get(page.url, headers={"authorization": "Bearer anything"})
    assert keyed["Cache-Control"] == "private, no-store"


def test_offices_have_pages_of_their_own(client, office, language):
    names = dict.fromkeys(("name_en", "name_cy", "imprint_en", "imprint_cy"), "Nia Rhys")
    make_office(hostname="b.example", is_default=False, **names)
    for _ in range(2):
        assert "Mared Puw" in client.get(HOMES[language]).content.decode()
        other = client.get(HOMES[language], headers={"host": "b.example"}).content.decode()
        assert "Nia Rhys" in other
        assert "Mared Puw" not in other


def test_http_and_https_are_stored_apart(client, office, language, settings):
    settings.SECURE_HSTS_SECONDS = 60
    plain = client.get(HOMES[language])
    secure = client.get(HOMES[language], secure=True)
    assert not plain.has_header("Strict-Transport-Security")
    assert secure.has_header("Strict-Transport-Security")
    assert not client.get(HOMES[language]).has_header("Strict-Transport-Security")


def test_parameters_that_no_view_reads_share_a_page(
    client, office, language, django_assert_num_queries
):
    address = LISTS[language]
    first = client.get(f"{address}?utm_source=mail&year=2016")
    with django_assert_num_queries(1):
        again = client.get(f"{address}?year=2016&fbclid=abc")
    assert again.content == first.content
    assert client.get(f"{address}?year=2015").content != first.content


def test_a_redirect_may_depend_on_any_parameter(client, office, language):
    old = f"{HOMES[language]}old/"
    Redirect.add_redirect(f"{old}?p=5", redirect_to=LISTS[language], site=office.site)
    for _ in range(2):
        assert client.get(old).status_code == 404
        assert client.get(f"{old}?p=4").status_code == 404
        assert client.get(f"{old}?p=5")["Location"] == LISTS[language]


def test_a_missing_page_is_stored_for_seconds(client, office, language, django_assert_num_queries):
    address = f"{HOMES[language]}nowhere/"
    now = (timezone.now() + datetime.timedelta(days=1)).replace(minute=10)
    with time_machine.travel(now, tick=False) as clock:
        first = client.get(address)
        with django_assert_num_queries(1):
            assert client.get(address).status_code == 404
        assert "max-age=10" in first["Cache-Control"]
        assert not first.has_header("ETag")
        clock.shift(datetime.timedelta(seconds=ERROR_SECONDS))
        assert client.get(address).status_code == 404


def test_a_head_request_has_the_headers_of_the_page(client, office, language):
    page = client.get(LISTS[language])
    for _ in range(2):
        head = client.head(LISTS[language])
        assert (head.status_code, head.content) == (200, b"")
        assert head["Content-Length"] == str(len(page.content))
        assert head["ETag"] == page["ETag"]


def test_nothing_is_stored_for_a_search(client, office, language):
    address = {"en": "/search/?q=harbour", "cy": "/cy/chwilio/?q=harbwr"}[language]
    assert client.get(address).status_code == 200
    assert page_store.size == 0


def test_the_store_is_bounded(client, office, language, settings):
    settings.PAGE_CACHE_BYTES = 400_000
    for number in range(60):
        client.get(f"{LISTS[language]}?year={1900 + number}")
    assert 0 < page_store.size <= 400_000
