"""The link checker: what is collected, how other sites are asked, and when a link is broken."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from werkzeug import Request, Response

from newsroom.links.addresses import addresses_in
from newsroom.links.checking import check_due, check_links, collect, record
from newsroom.links.requests import Finding, check
from newsroom.models import CollectedLinks, OutsideLink, OutsideLinkUse
from tests.factories import make_office, make_statement
from tests.newsroom.editors import log_in

State = OutsideLink.State
NOW = timezone.now()
DAY = datetime.timedelta(days=1)


def link_to(*addresses: str) -> str:
    return "".join(f'<a href="{address}">x</a>' for address in addresses)


@pytest.fixture(autouse=True)
def _own_network(settings):
    settings.LINK_CHECKS = True
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]


def test_addresses_of_texts_and_of_address_fields_are_found():
    stored = [
        {"type": "paragraph", "value": f"<p>{link_to('https://a.example/?b=1&amp;c=2#part')}</p>"},
        {"type": "quotation", "value": {"words": "", "source": "http://b.example/record"}},
        {"type": "paragraph", "value": '<p><a linktype="page" id="3">x</a> https://c.example</p>'},
        {"type": "paragraph", "value": f"<p>{link_to('mailto:a@b.example', 'https://[bad')}</p>"},
    ]

    assert addresses_in(stored) == {"https://a.example/?b=1&c=2", "http://b.example/record"}


@pytest.mark.django_db
def test_links_of_public_statements_only_are_collected_and_follow_them(office):
    page = make_statement(office, text=link_to("https://a.example/"), publish=True)
    make_statement(office, text=link_to("https://draft.example/"), live=False)
    make_statement(office, text=link_to("https://later.example/"), live=True, expire_at=NOW - DAY)

    assert collect(now=NOW) == 1
    assert [link.url for link in OutsideLink.objects.all()] == ["https://a.example/"]
    assert collect(now=NOW) == 0

    page.body = [("paragraph", link_to("https://b.example/"))]
    page.save_revision().publish()
    collect(now=timezone.now())
    collect(now=timezone.now())
    assert [link.url for link in OutsideLink.objects.all()] == ["https://b.example/"]

    page.unpublish()
    collect(now=NOW)
    assert not OutsideLink.objects.exists()
    assert not CollectedLinks.objects.exists()


def test_a_server_that_does_not_know_head_is_asked_with_get(httpserver):
    methods: list[str] = []

    def answer(request: Request) -> Response:
        methods.append(request.method)
        assert request.headers["User-Agent"] == "Lectern link checker"
        return Response(status=405 if request.method == "HEAD" else 200)

    httpserver.expect_request("/page").respond_with_handler(answer)

    assert check(httpserver.url_for("/page")).works
    assert methods == ["HEAD", "GET"]


def test_redirects_are_followed_but_not_in_a_circle(httpserver):
    target = httpserver.url_for("/new")
    httpserver.expect_request("/old").respond_with_data(status=301, headers={"Location": target})
    httpserver.expect_request("/new").respond_with_data("here")
    circle = {"Location": "/circle"}
    httpserver.expect_request("/circle").respond_with_data(status=302, headers=circle)

    assert check(httpserver.url_for("/old")).works
    assert "redirects" in check(httpserver.url_for("/circle")).error


def test_a_redirect_does_not_lead_into_a_private_network(httpserver):
    inside = {"Location": "http://10.0.0.1/"}
    httpserver.expect_request("/old").respond_with_data(status=302, headers=inside)

    assert check(httpserver.url_for("/old")).is_private


def test_this_machine_is_not_asked_by_default(httpserver, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    httpserver.expect_request("/page").respond_with_data("here")

    assert check(httpserver.url_for("/page")).is_private
    assert httpserver.log == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("finding", "days", "state"),
    [
        (Finding(status=200), 1, State.WORKS),
        (Finding(status=404), 2, State.FAILING),
        (Finding(status=404), 3, State.BROKEN),
        (Finding(status=500), 4, State.FAILING),
        (Finding(status=500), 5, State.BROKEN),
        (Finding(error="TimeoutError: timed out"), 5, State.BROKEN),
        (Finding(status=403), 9, State.REFUSED),
        (Finding(status=999), 9, State.REFUSED),
        (Finding(error="RefusedAddressError: private"), 9, State.REFUSED),
    ],
)
def test_a_link_is_broken_after_several_days_only(finding, days, state):
    link = OutsideLink.objects.create(key="a", url="https://a.example/", next_check_at=NOW)
    for day in range(days):
        record(link, finding=finding, now=NOW + day * DAY)
    assert link.state == state


@pytest.mark.django_db
def test_a_link_that_works_again_is_forgiven():
    link = OutsideLink.objects.create(key="a", url="https://a.example/", next_check_at=NOW)
    for day in range(3):
        record(link, finding=Finding(status=404), now=NOW + day * DAY)
    record(link, finding=Finding(status=200), now=NOW + 4 * DAY)

    assert (link.state, link.failures, link.failing_since) == (State.WORKS, 0, None)


@pytest.mark.django_db
def test_each_host_is_asked_once_in_a_pass(office, httpserver):
    httpserver.expect_request("/a").respond_with_data("here")
    httpserver.expect_request("/b").respond_with_data("here")
    page = link_to(httpserver.url_for("/a"), httpserver.url_for("/b"))
    make_statement(office, text=page, publish=True)

    assert check_links() == "1 collected, 1 checked"
    assert check_due(now=timezone.now()) == 1
    assert check_due(now=timezone.now()) == 0
    assert {request.path for request, _response in httpserver.log} == {"/a", "/b"}


@pytest.mark.django_db
def test_nothing_is_asked_where_checks_are_off(office, httpserver, settings):
    settings.LINK_CHECKS = False
    make_statement(office, text=link_to(httpserver.url_for("/a")), publish=True)

    assert check_links() == ""
    assert not OutsideLink.objects.exists()
    assert "Links are not checked" in log_in(office).get("/admin/reports/broken-links/").text


@pytest.fixture
def broken(office, language):
    """A public statement with a broken link."""
    page = make_statement(
        office, language=language, title="Bus", text=link_to("https://a.example/"), publish=True
    )
    collect(now=NOW)
    OutsideLink.objects.update(state=State.BROKEN, status=404, failing_since=NOW)
    return page


@pytest.mark.django_db
def test_the_report_lists_broken_links_of_the_own_office(office, broken, language):
    client = log_in(office)

    text = client.get("/admin/reports/broken-links/").text
    assert "https://a.example/" in text
    assert f'lang="{language}">Bus' in text
    export = client.get("/admin/reports/broken-links/?export=csv")
    assert "https://a.example/" in b"".join(export.streaming_content).decode()

    other = make_office(
        hostname="other.example", is_default=False, name_en="Ann Lee", name_cy="Ann Lee"
    )
    assert "a.example" not in log_in(other).get("/admin/reports/broken-links/").text


@pytest.mark.django_db
def test_a_link_is_checked_again_or_set_aside(office, broken):
    client = log_in(office)
    OutsideLink.objects.update(next_check_at=NOW + 9 * DAY)
    use = OutsideLinkUse.objects.get()
    url = f"/admin/reports/broken-links/{use.pk}/"

    client.post(url, {"action": "check"})
    assert OutsideLink.objects.get().next_check_at <= timezone.now()

    client.post(url, {"action": "ignore"})
    assert "a.example" not in client.get("/admin/reports/broken-links/").text


@pytest.mark.django_db
def test_another_office_changes_nothing(office, broken):
    other = make_office(
        hostname="other.example", is_default=False, name_en="Ann Lee", name_cy="Ann Lee"
    )
    use = OutsideLinkUse.objects.get()

    response = log_in(other).post(f"/admin/reports/broken-links/{use.pk}/", {"action": "ignore"})

    assert response.url == reverse("wagtailadmin_home")
    use.refresh_from_db()
    assert use.ignored_at is None
