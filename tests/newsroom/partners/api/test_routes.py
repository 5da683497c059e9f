"""The routes are complete: a site can be rebuilt from them, and all are public."""

import datetime
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from home.models import StandardPage
from newsroom.caching import state_token
from newsroom.models import ArticleTopic, Topic, Withdrawal
from newsroom.translation.counterparts import fallback_url
from tests.factories import make_office, make_statement
from tests.home.outside_site import crawled, in_sitemap

CANARY = re.compile(r"canary\w+")


def all_rows(ask, address: str) -> list[dict]:
    """Return the rows of all pages of a list."""
    rows: list[dict] = []
    following = address
    while following:
        reply = ask(following)
        assert reply.status == 200, reply.text
        rows += reply.document["items"]
        following = reply.document["next"]
    return rows


def make_site(office) -> None:
    """Make nested pages, terms, and pages that exist in one language only."""
    home = office.homes["en"]
    about = home.add_child(instance=StandardPage(title="About", slug="about", locale=home.locale))
    about.add_child(instance=StandardPage(title="Work", slug="work", locale=home.locale))
    topic = Topic.objects.create(site=office.site, locale=home.locale, name="Rivers", slug="rivers")
    first = make_statement(office, title="First", categories=office.categories["en"][:1])
    ArticleTopic.objects.create(page=first, topic=topic)
    make_statement(office, title="Cyntaf", language="cy", translation_of=first)
    make_statement(office, title="English only", date=datetime.date(2018, 1, 1))
    make_statement(office, title="Cymraeg yn unig", language="cy")


pytestmark = pytest.mark.office_content(make_site, "site")


@pytest.fixture
def site(office, office_content):
    """An office with the pages of `make_site`."""
    return office


def test_every_route_is_public_and_every_link_is_a_route(ask, client, site):
    routes = all_rows(ask, "routes/")
    paths = {row["html_path"] for row in routes}
    paths |= {row["untranslated_path"] for row in routes if row["untranslated_path"]}
    paths |= {path for row in routes for path in row["feeds"]}
    assert len(routes) == len({row["html_path"] for row in routes})
    for path in paths:
        assert client.get(path).status_code == 200, path
    assert crawled(client) <= paths
    assert in_sitemap(client) <= paths


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 500])
def test_pagination_has_no_gaps(ask, site, limit):
    whole = all_rows(ask, "routes/?limit=500")
    assert all_rows(ask, f"routes/?limit={limit}") == whole


def test_each_route_has_the_url_of_its_content(ask, site):
    for row in all_rows(ask, "routes/"):
        for address in (row["api_url"], row["statements_url"]):
            assert address is None or ask(address).status == 200, address
        if row["kind"] not in ("corrections", "feeds", "year"):
            assert row["api_url"], row


def test_a_list_has_the_statements_of_its_page(ask, client, site):
    for row in all_rows(ask, "routes/"):
        if row["statements_url"] is None:
            continue
        shown = client.get(row["html_path"]).context["listing"]
        listed = all_rows(ask, row["statements_url"])
        assert {page.pk for page in shown.statements} == {page["id"] for page in listed}, row


def test_resolving_a_path_returns_the_listed_route(ask, site):
    for row in all_rows(ask, "routes/"):
        asked = [row["html_path"], row["html_path"].rstrip("/") or "/"]
        asked += [row["untranslated_path"]] if row["untranslated_path"] else []
        for path in asked:
            reply = ask("routes/by-path/", path=path)
            assert reply.status == 200, path
            assert reply.document == {**row, "redirects_to": None, "is_permanent": None}
        for path in row["feeds"]:
            reply = ask("routes/by-path/", path=path)
            assert (reply.status, reply.document["kind"]) == (200, "feed")
            assert reply.document["statements_url"] == row["statements_url"]


def test_the_untranslated_path_equals_the_sites(ask, site, rf):
    rows = {row["html_path"]: row for row in all_rows(ask, "routes/")}
    request = rf.get("/")
    for page in StandardPage.objects.live():
        row = rows[page.get_url(request)]
        assert row["untranslated_path"] == fallback_url(page, request)


def test_a_redirect_is_resolved(ask, client, site):
    page = make_statement(site, title="Moved")
    Redirect.objects.create(old_path="/old", redirect_page=page, is_permanent=True)
    Redirect.objects.create(
        old_path="/away", redirect_link="https://example.org/", is_permanent=False
    )
    Redirect.objects.create(old_path="/near", redirect_link="/news/", site=site.site)
    state_token.renew()
    expected = {
        "/old": (page.full_url, True),
        "/away": ("https://example.org/", False),
        "/near": (site.site.root_url + "/news/", True),
    }
    listed = {row["html_path"]: row for row in all_rows(ask, "redirects/?limit=1")}
    assert set(listed) == set(expected)
    for path, (target, is_permanent) in expected.items():
        for reply in (ask("routes/by-path/", path=path).document, listed[path]):
            assert reply["redirects_to"] == target
            assert reply["is_permanent"] is is_permanent
        assert ask("routes/by-path/", path=f"{path}/?from=letter").document["kind"] == "redirect"


def test_a_list_at_another_languages_path_redirects(ask, client, site):
    slug = site.categories["en"][0].slug
    path = f"/cy/newyddion/categori/{slug}/"
    answer = client.get(path)
    reply = ask("routes/by-path/", path=path)
    if answer.status_code == 404:
        assert reply.status == 404
    else:
        assert reply.document["redirects_to"].endswith(answer.headers["Location"])


def test_a_citation_redirects_to_its_statement(ask, client, site):
    statement = ask("statements/").document["items"][0]
    path = urlsplit(statement["citation_url"]).path
    reply = ask("routes/by-path/", path=path)
    assert reply.document["kind"] == "redirect"
    assert client.get(urlsplit(reply.document["redirects_to"]).path).status_code == 200


def test_a_withdrawn_path_is_gone(ask, site):
    Withdrawal.objects.create(site=site.site, path="/news/gone/", page_id=1)
    state_token.renew()
    assert ask("routes/by-path/", path="/news/gone/").status == 410
    page = make_statement(site, title="Late", expire_at=timezone.now() - datetime.timedelta(1))
    state_token.renew()
    assert ask("routes/by-path/", path=page.url).status == 410


@pytest.mark.parametrize(
    "path",
    [
        *("/nothing/", "/admin/", "/api/v1/sites/", "/news/1900/", "/news/category/none/"),
        *("/media/a.jpg", "/news/category/none/rss.xml", "/s/none", "/%00", "/cy/nothing/"),
        *("/documents/", "/office.css", "/robots.txt", "/favicon.ico", "/news//", "/../"),
    ],
)
def test_other_paths_are_not_found(ask, site, path):
    assert ask("routes/by-path/", path=path).status == 404, path


@pytest.mark.parametrize("path", ["", "news/", "https://www.example.wales/", "//example.org/"])
def test_an_invalid_path_is_refused(ask, site, path):
    reply = ask("routes/by-path/", path=path)
    assert (reply.status, reply.document["parameter"]) == (422, "path")


def test_hidden_pages_have_no_route(ask, office, newsroom):
    hidden = [page for _public, rows in newsroom.values() for page in rows]
    Redirect.objects.bulk_create(
        Redirect(old_path=f"/canary{page.pk}", redirect_page=page) for page in hidden
    )
    state_token.renew()
    for address in ("routes/", "redirects/"):
        assert not CANARY.findall(str(all_rows(ask, address)))
    for page in hidden:
        for path in (page.url, f"/canary{page.pk}"):
            reply = ask("routes/by-path/", path=path)
            assert reply.status in (404, 410), path
            assert page.title not in reply.text


def test_a_restricted_section_hides_its_pages(ask, site):
    about = StandardPage.objects.get(slug="about")
    PageViewRestriction.objects.create(page=about, restriction_type="login")
    state_token.renew()
    paths = {row["html_path"] for row in all_rows(ask, "routes/")}
    assert not {path for path in paths if path.startswith("/about/")}
    for path in ("/about/", "/about/work/", "/cy/about/"):
        assert ask("routes/by-path/", path=path).status == 404


def test_another_site_is_selected_by_host_name(ask, site):
    other = make_office(hostname="other.example.wales", is_default=False, name_en="Other")
    page = make_statement(other, title="Of the other")
    state_token.renew()
    rows = all_rows(ask, "routes/?site=other.example.wales")
    assert page.pk in {row["id"] for row in rows}
    assert {urlsplit(row["url"]).hostname for row in rows} == {"other.example.wales"}
    reply = ask("routes/by-path/", path="/news/of-the-other/", site="other.example.wales")
    assert reply.document["id"] == page.pk
    assert ask("routes/by-path/", path="/news/of-the-other/").status == 404


def test_a_new_redirect_renews_the_etag(ask, site, committed):
    before = ask("redirects/").headers["ETag"]
    with committed():
        Redirect.objects.create(old_path="/old", redirect_link="/news/")
    assert ask("redirects/").headers["ETag"] != before


@pytest.mark.parametrize("address", ["routes/?limit=500", "redirects/?limit=500"])
def test_the_number_of_queries_is_constant(ask, site, address):
    def queries() -> int:
        ask(address)
        with CaptureQueriesContext(connection) as found:
            assert ask(f"{address}&site={site.site.hostname}").status == 200
        return len(found)

    Redirect.objects.create(old_path="/one", redirect_page=site.homes["en"])
    state_token.renew()
    few = queries()
    for number in range(12):
        page = make_statement(site, title=f"More {number}", date=datetime.date(2001 + number, 1, 1))
        Redirect.objects.create(old_path=f"/old/{number}", redirect_page=page)
    state_token.renew()
    assert queries() == few <= 9
