"""Every URL pattern, with the rule by which it decides what it may show.

A pattern that this table does not name fails. Patterns with the rule `PUBLIC` are requested, and
must ask `newsroom.visibility` while they answer.
"""

import pytest
from django.core.cache import cache
from django.urls import URLPattern, URLResolver, get_resolver

from newsroom.addresses.citations import citation_path
from newsroom.visibility import rules
from search.engines.selection import engines
from search.indexing import consumer
from search.language.analysis import LANGUAGES
from search.querying import public_rows
from tests.factories import make_statement

PUBLIC = "shows pages: asks newsroom.visibility"
CHANGES = "lists changes of state that newsroom.visibility decided after each commit"
TERMS = "shows categories and topics, whose names are public"
DOCUMENT = "sends a document that a public page shows: refuses restricted collections"
MEDIA = "sends a picture that a public page shows, or says whether it would: asks at each request"
TOKEN = "opens one draft, embargoed statement or subscription by a signed token"
NOTHING = "shows no page, draft or setting that is not public"
STAFF = "log-in required"

# Route → (rule, example path for `PUBLIC`). "{…}" is filled with values of the test's statement.
EXITS: dict[str, tuple[str, str]] = {
    "admin/": (STAFF, ""),
    "api/v1/": (NOTHING, ""),
    "api/v1/^.*$": (NOTHING, ""),
    "api/v1/openapi.json": (NOTHING, ""),
    "api/v1/docs/": (NOTHING, ""),
    "api/v1/sites/": (PUBLIC, "/api/v1/sites/"),
    "api/v1/sites/<int:id>/": (PUBLIC, "/api/v1/sites/{site}/"),
    "api/v1/statements/": (PUBLIC, "/api/v1/statements/"),
    "api/v1/statements/by-address/": (PUBLIC, "/api/v1/statements/by-address/?address={url}"),
    "api/v1/statements/by-citation/<citation>/": (
        PUBLIC,
        "/api/v1/statements/by-citation/{citation}/",
    ),
    "api/v1/statements/<int:id>/": (PUBLIC, "/api/v1/statements/{id}/"),
    "api/v1/changes/": (CHANGES, ""),
    "api/v1/categories/": (TERMS, ""),
    "api/v1/categories/<int:id>/": (TERMS, ""),
    "api/v1/topics/": (TERMS, ""),
    "api/v1/topics/<int:id>/": (TERMS, ""),
    "api/v1/pages/": (PUBLIC, "/api/v1/pages/"),
    "api/v1/pages/<int:id>/": (PUBLIC, "/api/v1/pages/{home}/"),
    "api/v1/navigation/": (PUBLIC, "/api/v1/navigation/"),
    "api/v1/routes/": (PUBLIC, "/api/v1/routes/"),
    "api/v1/routes/by-path/": (PUBLIC, "/api/v1/routes/by-path/?path={path}"),
    "api/v1/redirects/": (PUBLIC, "/api/v1/redirects/"),
    "api/v1/preview/": (TOKEN, ""),
    "api/v1/search/": (PUBLIC, "/api/v1/search/?q=harbour"),
    "calendar/<str:token>.ics": (TOKEN, ""),
    "documents/<str:token>/<str:filename>": (DOCUMENT, ""),
    "documents/authenticate_with_password/<int:restriction_id>/": (NOTHING, ""),
    "embargo/<str:token>/": (TOKEN, ""),
    "embargo/<str:token>/<str:language>/": (TOKEN, ""),
    "embargo/<str:token>/documents/<str:document>/<str:filename>": (TOKEN, ""),
    "favicon.ico": (NOTHING, ""),
    "embargo/<str:token>/media/<path:path>": (TOKEN, ""),
    "media/<path:path>": (MEDIA, ""),
    "media-access/media/<path:path>": (MEDIA, ""),
    "office.css": (NOTHING, ""),
    r"^embed/v(?P<version>[0-9]{1,3}(?:\.[0-9]{1,3})?)\.js$": (NOTHING, ""),
    "^oembed/?$": (PUBLIC, "/oembed?url={url}"),
    "robots.txt": (NOTHING, ""),
    "^s/(?P<citation>[0-9A-Za-z-]{1,60})/?$": (PUBLIC, "/s/{citation}"),
    r"^s/(?P<citation>[0-9A-Za-z-]{1,60})/v(?:/(?P<version>[0-9-]{1,10}))?/?$": (
        PUBLIC,
        "/s/{citation}/v/1",
    ),
    r"^s/(?P<citation>[0-9A-Za-z-]{1,60})/(?P<language>[a-z]{2})/v/?$": (
        PUBLIC,
        "/s/{citation}/en/v/",
    ),
    r"^s/(?P<citation>[0-9A-Za-z-]{1,60})/(?P<language>[a-z]{2})/v/(?P<version>[0-9-]{1,10})/?$": (
        PUBLIC,
        "/s/{citation}/en/v/1",
    ),
    "sitemap.xml": (PUBLIC, "/sitemap.xml"),
    "sitemap-<str:language>-<int:number>.xml": (PUBLIC, "/sitemap-en-1.xml"),
    r"^((?:[\w\-]+/)*(?:rss\.xml|atom\.xml|feed\.json))$": (PUBLIC, "/news/rss.xml"),
    "embed/": (NOTHING, ""),
    "embed/statements/": (PUBLIC, "/embed/statements/"),
    "embed/statement/<slug:citation>/": (PUBLIC, "/embed/statement/{citation}/"),
    "search/": (PUBLIC, "/search/?q=harbour"),
    "search/suggestions": (PUBLIC, "/search/suggestions?q=harb"),
    "search/feed.atom": (PUBLIC, "/search/feed.atom?q=harbour"),
    "search/alerts/": (NOTHING, ""),
    "search/alerts/sent/": (NOTHING, ""),
    "search/alerts/confirm/<str:token>/": (TOKEN, ""),
    "search/alerts/manage/<str:token>/": (TOKEN, ""),
    "search/alerts/unsubscribe/<str:token>/": (TOKEN, ""),
    "examples/": (NOTHING, ""),
    "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/": (
        NOTHING,
        "",
    ),
    "_util/login/": (NOTHING, ""),
    r"^((?:[\w\-]+/)*)$": (PUBLIC, "{path}"),
}


# Views of the admin that anonymous requests may open.
WITHOUT_LOG_IN = [
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_login",
    "wagtailadmin_password_reset",
    "wagtailadmin_password_reset_complete",
    "wagtailadmin_password_reset_done",
    "wagtailadmin_sprite",
]


def all_patterns(resolver: URLResolver, prefix: str = ""):
    """Yield the full route and the pattern of every view."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route, pattern
        else:
            yield from all_patterns(pattern, route)


def routes() -> set[str]:
    """Return the routes of all views; those of the admin count as one."""
    found = {route for route, _pattern in all_patterns(get_resolver())}
    return {"admin/" if route.startswith("admin/") else route for route in found}


def test_every_url_pattern_has_a_rule():
    assert routes() == set(EXITS)


@pytest.fixture
def addresses(office, settings, tmp_path) -> dict[str, object]:
    """A public statement that all exits know, and the values that name it in an address."""
    settings.SEARCH_FOLDER = tmp_path / "search"
    for engine in engines().values():
        for language in LANGUAGES:
            engine.begin_rebuild(language, version=0).swap()
    statement = make_statement(office, title="Harbour", publish=True)
    consumer.consume_due()
    cache.clear()
    return {
        "id": statement.pk,
        "site": office.site.pk,
        "home": office.homes["en"].pk,
        "url": statement.full_url,
        "path": statement.url,
        "citation": citation_path(statement).removeprefix("/s/"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "example", [example for rule, example in EXITS.values() if rule == PUBLIC], ids=str
)
def test_every_exit_of_pages_asks_what_is_public(client, addresses, monkeypatch, example):
    asked = []
    for module in (rules, public_rows):
        ask = module.restricted_paths
        monkeypatch.setattr(module, "restricted_paths", lambda ask=ask: asked.append(1) or ask())
    response = client.get(example.format(**addresses))
    assert response.status_code in (200, 301, 302)
    assert asked


@pytest.mark.django_db
def test_the_admin_asks_for_a_log_in(client):
    opened = set()
    for route, pattern in all_patterns(get_resolver()):
        if not route.startswith("admin/") or "<" in route or "(" in route:
            continue
        response = client.get("/" + route.replace("^", "").replace("$", ""))
        refused = response.status_code in (302, 403, 404, 405)
        if not refused or "/login/" not in response.headers.get("Location", "/login/"):
            opened.add(pattern.name)
    assert sorted(filter(None, opened)) == WITHOUT_LOG_IN
