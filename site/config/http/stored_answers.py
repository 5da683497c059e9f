"""A WSGI application that answers most requests for stored responses before Django sees them.

It looks for the response that `PageCacheMiddleware` would find, under the same key and state, and
sends the same headers. Making Django's request and response objects, and its signals, would take
longer than all of this. Whatever is not simple is left to Django: other methods than GET, requests
with cookies or credentials, conditions other than one ETag, addresses with letters beyond ASCII,
unknown hosts, changed sites, and responses that are not stored.
"""

from collections.abc import Iterable
from functools import lru_cache
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone
from django.utils.http import http_date

from config.http.caching import shared_cache_control
from config.observability import request_record
from newsroom.caching.page_store import StoredResponse, page_store
from newsroom.caching.state_token import State, current_for_host

# Each may change the response, or whether the client may have it.
NOT_SIMPLE = (
    "HTTP_COOKIE",
    "HTTP_AUTHORIZATION",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_RANGE",
)
_Headers = list[tuple[str, str]]


class StoredAnswers:
    """The application, in front of Django's."""

    def __init__(self, django: WSGIApplication) -> None:
        self.django = django

    def __call__(
        self, variables: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer from the page store, else through Django."""
        key = _key(variables)
        if key is None or key not in page_store:
            return self.django(variables, start_response)
        host: str = variables["HTTP_HOST"]
        try:
            _close_old_connection()
            state = current_for_host(host)
            _close_old_connection()
        except (DatabaseError, InterfaceError):
            state = None
        entry = page_store.get(key, token=state.token) if state is not None else None
        if state is None or entry is None or not entry.is_page:
            return self.django(variables, start_response)
        request_record.note_cache("hit", view=entry.view)
        etag: str | None = variables.get("HTTP_IF_NONE_MATCH")
        if etag is None:
            start_response("200 OK", _headers(entry, state=state))
            return [entry.body]
        if etag.removeprefix("W/") == entry.etag:
            start_response("304 Not Modified", _not_modified(etag, state=state))
            return []
        return self.django(variables, start_response)


def _close_old_connection() -> None:
    """Close the connection if it is broken or old, as Django does before and after a request."""
    if not connection.in_atomic_block:  # as in tests
        connection.close_if_unusable_or_obsolete()


def _key(variables: WSGIEnvironment) -> str | None:
    """Return the key of the address in the page store; None where the request is not simple."""
    path: str = variables.get("SCRIPT_NAME", "") + variables.get("PATH_INFO", "")
    if (
        variables["REQUEST_METHOD"] != "GET"
        or "HTTP_HOST" not in variables
        or not settings.PAGE_CACHE_BYTES
        or not path.isascii()
        or any(name in variables for name in NOT_SIMPLE)
    ):
        return None
    scheme = variables["wsgi.url_scheme"]
    if settings.SECURE_PROXY_SSL_HEADER:
        name, secure = settings.SECURE_PROXY_SSL_HEADER
        if name in variables:
            first = variables[name].split(",", 1)[0].strip()
            scheme = "https" if first == secure else "http"
    return f"{scheme}://{variables['HTTP_HOST']}{path}?{variables.get('QUERY_STRING', '')}"


def _headers(entry: StoredResponse, *, state: State) -> _Headers:
    headers = [
        *entry.headers,
        ("Content-Length", str(len(entry.body))),
        ("ETag", entry.etag),
        ("Last-Modified", _last_modified(state)),
    ]
    if entry.briefly_shared:
        headers.append(("Cache-Control", shared_cache_control()))
    return headers


def _not_modified(etag: str, *, state: State) -> _Headers:
    return [
        ("ETag", etag),
        ("Last-Modified", _last_modified(state)),
        ("Cache-Control", shared_cache_control()),
    ]


def _last_modified(state: State) -> str:
    return _http_date(state.last_modified(now=timezone.now()))


@lru_cache(maxsize=64)
def _http_date(seconds: int) -> str:
    return http_date(seconds)
