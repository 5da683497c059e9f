"""The leak matrix: no exit holds a byte of a statement that nobody may read, in any state.

Every state of `tests/search/hidden_states.py` is built once, and every URL pattern is requested:
general addresses once in each language, addresses of one statement for each state. A pattern that
this table does not name fails. The same walk must find the public statement at each exit that shows
statements, so every cell can fail.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation
from wagtail.models import Site

from newsroom.addresses.routes import Destination, suffix
from newsroom.caching import state_token
from newsroom.editing.calendar.subscriptions import digest
from newsroom.models import ArticlePage, CalendarFeed, Change
from newsroom.models.corrections import Correction
from newsroom.partners.changes import sequencing
from newsroom.partners.changes.documents import change_document
from tests.config.test_exits import routes
from tests.search.alerts.subscriptions import follow, send
from tests.search.hidden_states import COMMON, Marked, build_all

pytestmark = pytest.mark.office_content(build_all, "office_content")

# Route → addresses. "{…}" is filled in; those that name one statement are requested for each state.
ALL = "limit=100&fields=*"
WALKED: dict[str, tuple[str, ...]] = {
    "api/v1/": ("/api/v1/",),
    "api/v1/^.*$": ("/api/v1/nothing-here/",),
    "api/v1/openapi.json": ("/api/v1/openapi.json",),
    "api/v1/docs/": ("/api/v1/docs/",),
    "api/v1/sites/": ("/api/v1/sites/",),
    "api/v1/sites/<int:id>/": ("/api/v1/sites/{site}/",),
    "api/v1/statements/": (
        f"/api/v1/statements/?{ALL}",
        f"/api/v1/statements/?{ALL}&language={{language}}",
        "/api/v1/statements/?category={category}",
    ),
    "api/v1/statements/by-address/": ("/api/v1/statements/by-address/?address={url}",),
    "api/v1/statements/by-citation/<citation>/": ("/api/v1/statements/by-citation/{citation}/",),
    "api/v1/statements/<int:id>/": ("/api/v1/statements/{id}/",),
    "api/v1/changes/": ("/api/v1/changes/?limit=100",),
    "api/v1/categories/": ("/api/v1/categories/?limit=500",),
    "api/v1/categories/<int:id>/": ("/api/v1/categories/{category_id}/",),
    "api/v1/topics/": ("/api/v1/topics/?limit=500",),
    "api/v1/topics/<int:id>/": ("/api/v1/topics/{topic_id}/",),
    "api/v1/pages/": ("/api/v1/pages/?limit=100",),
    "api/v1/pages/<int:id>/": ("/api/v1/pages/{home}/", "/api/v1/pages/{id}/"),
    "api/v1/navigation/": ("/api/v1/navigation/?language={language}",),
    "api/v1/routes/": ("/api/v1/routes/?limit=500",),
    "api/v1/routes/by-path/": ("/api/v1/routes/by-path/?path={path}",),
    "api/v1/redirects/": ("/api/v1/redirects/",),
    "api/v1/preview/": ("/api/v1/preview/?token=none",),
    "api/v1/search/": ("/api/v1/search/?q={common}&language={language}",),
    "calendar/<str:token>.ics": ("/calendar/none.ics",),
    "documents/authenticate_with_password/<int:restriction_id>/": (
        "/documents/authenticate_with_password/1/",
    ),
    "embargo/<str:token>/": ("/embargo/none/",),
    "embargo/<str:token>/<str:language>/": ("/embargo/none/{language}/",),
    "documents/<str:token>/<str:filename>": ("{document}",),
    "embargo/<str:token>/documents/<str:document>/<str:filename>": ("/embargo/none{document}",),
    "embargo/<str:token>/media/<path:path>": ("/embargo/none{picture}", "/embargo/none{size}"),
    "media/<path:path>": ("{picture}", "{size}"),
    "media-access/media/<path:path>": ("/media-access{picture}", "/media-access{size}"),
    "favicon.ico": ("/favicon.ico",),
    "office.css": ("/office.css",),
    r"^embed/v(?P<version>[0-9]{1,3}(?:\.[0-9]{1,3})?)\.js$": ("/embed/v1.js",),
    "^oembed/?$": ("/oembed?url={url}",),
    "robots.txt": ("/robots.txt",),
    "^s/(?P<citation>[0-9A-Za-z-]{1,60})/?$": ("/s/{citation}",),
    r"^s/(?P<citation>[0-9A-Za-z-]{1,60})/v(?:/(?P<version>[0-9-]{1,10}))?/?$": (
        "/s/{citation}/v/",
        "/s/{citation}/v/1/",
    ),
    "^s/(?P<citation>[0-9A-Za-z-]{1,60})/(?P<language>[a-z]{2})/v/?$": (
        "/s/{citation}/{language}/v/",
    ),
    "^s/(?P<citation>[0-9A-Za-z-]{1,60})/(?P<language>[a-z]{2})/v/(?P<version>[0-9-]{1,10})/?$": (
        "/s/{citation}/{language}/v/1/",
        "/s/{citation}/{language}/v/2/",
    ),
    "sitemap.xml": ("/sitemap.xml",),
    "sitemap-<str:language>-<int:number>.xml": ("/sitemap-{language}-1.xml",),
    r"^((?:[\w\-]+/)*(?:rss\.xml|atom\.xml|feed\.json))$": (
        *(f"{{index}}{name}" for name in ("rss.xml", "atom.xml", "feed.json")),
        *(f"{{category_list}}{name}" for name in ("rss.xml", "atom.xml", "feed.json")),
        "{topic_list}rss.xml",
        "{corrections}atom.xml",
    ),
    "embed/": ("{newsroom_embed_builder}",),
    "embed/statements/": ("{newsroom_embed_statements}",),
    "embed/statement/<slug:citation>/": ("{card}",),
    "search/": ("{search}?q={common}", "{search}?q=qx"),
    "search/suggestions": (
        "{search_suggestions}?q={common:.4}",
        "{search_suggestions}?q=qx",
    ),
    "search/feed.atom": ("{search_feed}?q={common}",),
    "search/alerts/": ("{search_alerts}?q={common}",),
    "search/alerts/sent/": ("{search_alerts}sent/",),
    "search/alerts/confirm/<str:token>/": ("{search_alerts}confirm/none/",),
    "search/alerts/manage/<str:token>/": ("{search_alerts}manage/none/",),
    "search/alerts/unsubscribe/<str:token>/": ("{search_alerts}unsubscribe/none/",),
    "examples/": ("/examples/",),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        "/_util/authenticate_with_password/1/{id}/",
    ),
    "_util/login/": ("/_util/login/",),
    r"^((?:[\w\-]+/)*)$": (
        "{home_path}",
        "{index}",
        "{index}?include=untranslated",
        "{feeds}",
        "{corrections}",
        "{path}",
        "{category_list}",
        "{topic_list}",
    ),
}
NOT_WALKED = {
    "admin/": "a log-in is required; the tests of rights between offices walk it",
}
# Where a public statement's marker is found; the other exits show no statement.
SHOWS = {
    *(f"api/v1/{kind}/" for kind in ("categories", "changes", "routes", "search", "statements")),
    *("api/v1/topics/", "api/v1/categories/<int:id>/", "api/v1/topics/<int:id>/"),
    *("api/v1/statements/by-address/", "api/v1/statements/by-citation/<citation>/"),
    *("api/v1/statements/<int:id>/", "api/v1/routes/by-path/", "^oembed/?$"),
    "^s/(?P<citation>[0-9A-Za-z-]{1,60})/?$",
    "^s/(?P<citation>[0-9A-Za-z-]{1,60})/(?P<language>[a-z]{2})/v/?$",
    "^s/(?P<citation>[0-9A-Za-z-]{1,60})/(?P<language>[a-z]{2})/v/(?P<version>[0-9-]{1,10})/?$",
    "sitemap-<str:language>-<int:number>.xml",
    r"^((?:[\w\-]+/)*(?:rss\.xml|atom\.xml|feed\.json))$",
    *("embed/", "embed/statements/", "embed/statement/<slug:citation>/", "examples/"),
    *("search/", "search/suggestions", "search/feed.atom"),
    "documents/<str:token>/<str:filename>",
    "media/<path:path>",
    r"^((?:[\w\-]+/)*)$",
}
# Addresses that were public are told to partners as withdrawn, without words of the statement.
WERE_PUBLIC = {
    *("expired", "expired by worker", "withdrawn", "restricted", "restricted in other language"),
    *("deleted", "copy of a copy", "restricted above", "live early"),
}
ELSEWHERE = "public elsewhere"  # at its own host, and at exits of the whole installation
OF_ALL_OFFICES = ("api/", "documents/", "media/", "^oembed")


def general_values(office, language: str) -> dict[str, object]:
    index = office.indexes[language].url
    values = {
        "language": language,
        "common": COMMON[language],
        "site": office.site.pk,
        "home": office.homes[language].pk,
        "home_path": office.homes[language].url,
        "index": index,
        "corrections": index + suffix(Destination(is_corrections=True), language=language),
        "feeds": index + suffix(Destination(is_feeds_page=True), language=language),
    }
    with translation.override(language):
        names = ("newsroom_embed_builder", "newsroom_embed_statements", "search")
        names += ("search_suggestions", "search_feed", "search_alerts")
        return values | {name: reverse(name) for name in names}


def own_values(office, marked: Marked) -> dict[str, object]:
    language, index = marked.language, office.indexes[marked.language].url
    slug = str(marked.values["category"])
    with translation.override(language):
        card = reverse("newsroom_embed_statement", args=[marked.values["citation"]])
    return {
        **general_values(office, language),
        **marked.values,
        "card": card,
        "category_list": index + suffix(Destination(category=slug), language=language),
        "topic_list": index + suffix(Destination(topic=slug), language=language),
    }


def addresses(office, statements: list[Marked]) -> Iterator[tuple[str, str]]:
    """Yield every route with each address that is requested for it, without repetition."""
    values = [general_values(office, language) for language in ("en", "cy")]
    values += [own_values(office, marked) for marked in statements]
    for route, templates in WALKED.items():
        found = {}
        for template in templates:
            for row in values:
                try:
                    found[template.format(**row)] = None
                except KeyError:
                    continue  # the address names one statement
        yield from ((route, address) for address in found)


def leaks(text: str, address: str, statements: list[Marked]) -> Iterator[Marked]:
    """Yield the hidden statements of which the answer holds a word that was not asked for."""
    asked = {address, quote(address), address.replace("&", "&amp;")}
    asked |= {part for part in re.split("[/=]", address) if part.startswith("qx") and part != "qx"}
    for part in sorted(asked, key=len, reverse=True):
        text = text.replace(part, "")
    for marked in statements:
        words = text
        if marked.state in WERE_PUBLIC:
            words = words.replace(marked.address_marker, "")
        if marked.marker in words:
            yield marked


def test_the_matrix_knows_every_url_pattern():
    assert routes() == WALKED.keys() | NOT_WALKED.keys()
    assert not WALKED.keys() & NOT_WALKED.keys()


def test_no_exit_holds_a_word_of_a_hidden_statement(
    client, indexed_office, office_content, settings
):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    office, statements = indexed_office, office_content
    sequencing.sequence()
    cache.clear()
    shown: set[str] = set()
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for route, address in addresses(office, statements):
        response = client.get(address)
        assert response.status_code < 500, address
        content = b"".join(response) if response.streaming else response.content
        text = content.decode(errors="replace") + repr(dict(response.headers))
        for marked in leaks(text, address, statements):
            if marked.state == "public":
                shown.add(route)
            elif marked.state != ELSEWHERE or not route.startswith(OF_ALL_OFFICES):
                found[route, marked.state].add(address)
    for change in Change.objects.all():
        told = json.dumps(change_document(change, root_url="http://localhost"), default=str)
        for marked in leaks(told, "", statements):
            if marked.state not in ("public", ELSEWHERE):
                found["webhook", marked.state].add(told)

    assert dict(found) == {}
    assert shown == SHOWS


def test_no_digest_of_an_alert_names_a_hidden_statement(indexed_office, office_content, mailoutbox):
    for language, word in COMMON.items():
        follow(
            indexed_office,
            language=language,
            email=f"{language}@example.org",
            query=urlencode({"q": word}),
            after=0,
        )
    send()

    assert {address for message in mailoutbox for address in message.to} >= {
        "en@example.org",
        "cy@example.org",
    }
    for message in mailoutbox:
        text = " ".join(
            [message.subject, message.body, *(part[0] for part in message.alternatives)]
        )
        assert {marked.state for marked in leaks(text, "", office_content)} == {"public"}


def test_a_calendar_feed_names_statements_of_its_own_office_only(client, office, office_content):
    site = Site.objects.get(hostname="other.localhost")
    group = Group.objects.filter(
        page_permissions__page__path__startswith=site.root_page.path
    ).first()
    user = get_user_model().objects.create_user(username="editor elsewhere")
    user.groups.add(group)
    CalendarFeed.objects.create(user=user, site=site, token_digest=digest("a real token"))

    for host in ("other.localhost", "localhost"):
        response = client.get("/calendar/a real token.ics", headers={"host": host})
        text = response.content.decode().replace("\r\n ", "")  # lines are folded
        found = {marked.state for marked in leaks(text, "", office_content)}
        assert found <= {"draft elsewhere", ELSEWHERE}
        if host == "other.localhost":
            assert response.status_code == 200
            assert found


def test_only_corrections_of_public_statements_are_told(client, office, office_content):
    # The other words of these are public, and so are corrections of them.
    clean = ("newer draft", "dropped under embargo")
    expected, others = set(), set()
    for marked in office_content:
        page = ArticlePage.objects.filter(pk=marked.values["id"]).first()
        if page is None or marked.state in clean:
            continue
        note = f"{marked.marker} correction"
        correction = Correction.objects.create(
            page=page, number=1, notes=dict.fromkeys(COMMON, note)
        )
        ArticlePage.objects.filter(pk=page.pk).update(corrections=[correction.as_shown()])
        (expected if marked.state == "public" else others).add(note)
    cache.clear()
    state_token.renew()
    values = [own_values(office, marked) for marked in office_content]
    found = set()
    for template in (
        *("{corrections}", "{corrections}atom.xml", "{index}rss.xml", "{path}"),
        *("/s/{citation}/{language}/v/", f"/api/v1/statements/?{ALL}", "/api/v1/statements/{id}/"),
    ):
        for address in {template.format(**row) for row in values}:
            text = client.get(address).content.decode()
            told = [note for note in others if note in text]
            if address.startswith("/api/"):  # of all offices
                told = [note for note in told if "publicelsewhere" not in note]
            assert not told, address
            found |= {(template, note) for note in expected if note in text}
    assert len(expected) == 2
    for template in ("{corrections}", "{corrections}atom.xml", "{path}"):
        assert {(template, note) for note in expected} <= found
