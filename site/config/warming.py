"""Requests that the web server makes to itself before it forks, so that its workers start warm.

They compile templates and URL patterns and load the dictionaries of search, once for all workers.
"""

import io
import logging
from collections.abc import Callable, Iterator
from typing import cast
from urllib.parse import urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.cache import caches
from django.db import DatabaseError, connections
from django.http.request import validate_host
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page, Site

from config.observability import request_record
from newsroom.addresses.routes import Destination, suffix
from newsroom.models import ArticlePage, Category, NewsIndexPage
from search.engines.selection import close_engines

logger = logging.getLogger(__name__)

# A word of each language, so that both dictionaries are loaded.
SEARCH = "ysgolion schools"
API_PATH = "/api/v1/statements/"
# Reserved by RFC 5737: no client has it, so these requests count towards nobody's rate limit.
ADDRESS = "192.0.2.1"


def warm_up(application: WSGIApplication) -> None:
    """Request a page of each kind in each language, then close all connections.

    A failure is logged: the web server must also start while the database is away.
    """
    try:
        site = Site.objects.select_related("root_page").order_by("-is_default_site", "pk").first()
        paths = list(_paths(site)) if site and validate_host(site.hostname, _hosts()) else []
    except DatabaseError:
        logger.warning("No database: the web server starts cold", exc_info=True)
        paths = []
    for path in paths:
        _request(application, host=cast("Site", site).hostname, path=path)
    close_connections()


def close_connections() -> None:
    """Close what forked processes must not share: databases, caches and search engines."""
    connections.close_all()
    caches.close_all()
    close_engines()


def _hosts() -> list[str]:
    return [*settings.ALLOWED_HOSTS, *(["localhost"] if settings.DEBUG else [])]


def _paths(site: Site) -> Iterator[str]:
    """Yield the addresses of a page of each kind; `site` is the office that has them."""
    yield API_PATH
    for home in site.root_page.get_translations(inclusive=True).live():
        yield _path(home)
        index = NewsIndexPage.objects.live().child_of(home).select_related("locale").first()
        if index is None:
            continue
        language, list_path = index.locale.language_code, _path(index)
        yield from (list_path, f"{list_path}rss.xml")
        category = Category.objects.filter(site=site, locale=index.locale).first()
        if category is not None:
            yield list_path + suffix(Destination(category=category.slug), language=language)
        statement = ArticlePage.objects.live().child_of(index).order_by("-pk").first()
        if statement is not None:
            yield _path(statement)
        with translation.override(language):
            yield f"{reverse('search')}?{urlencode({'q': SEARCH})}"


def _path(page: Page) -> str:
    parts = page.get_url_parts()
    return parts[2] if parts and parts[2] else "/"


def _request(application: WSGIApplication, *, host: str, path: str) -> None:
    """Make an anonymous GET request, as it comes from a proxy with HTTPS."""
    path, _, query = path.partition("?")
    environ: WSGIEnvironment = {
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": query,
        "HTTP_HOST": host,
        "HTTP_X_FORWARDED_PROTO": "https",
        "HTTP_X_FORWARDED_FOR": ADDRESS,
        "REMOTE_ADDR": ADDRESS,
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    setup_testing_defaults(environ)
    status: list[str] = []

    def start_response(given: str, headers: object, error: object = None) -> Callable[..., object]:
        status.append(given)
        return status.append

    # Stored pages name the view that made them.
    request_record.begin("", is_trusted=False)
    body = application(environ, cast("StartResponse", start_response))
    try:
        for _ in body:
            pass
    finally:
        request_record.end()
        if (close := getattr(body, "close", None)) is not None:
            close()
    if not status[0].startswith("200"):
        logger.warning("%s answered %s while the web server started", path, status[0])
