"""Middleware that answers public requests from stored responses, before sessions and routing.

A response is stored under host, address and the parameters that its view reads, together with the
state token of the office (`newsroom.caching.state_token`), which each request reads from the
database. Responses to identified clients are neither stored nor answered from the store.
"""

import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import TypeGuard

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.cache import has_vary_header
from django.utils.http import http_date, parse_etags, parse_http_date_safe

from config.http.cached_views import CACHED_VIEWS, NEVER_CACHED, without_ignored
from config.http.caching import allow_shared_caching, is_private
from config.observability import request_record
from newsroom.caching.page_store import StoredResponse, page_store, state_digest
from newsroom.caching.request_state import copy_site_state, set_site_state
from newsroom.caching.state_token import State, current_for_request

STORED_STATUSES = {200, 301, 302, 404, 410}
PRIVATE_VARY = ("Cookie", "Authorization", "Accept-Language")
CONDITIONAL_HEADERS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_IF_RANGE",
    "HTTP_RANGE",
)
# Part of every ETag. Raise it when templates change without a new version of the package.
FORMAT_VERSION = 1


class PageCacheMiddleware:
    """Answers from stored responses, and stores what may be answered to anyone.

    Where a page is not stored, one request at a time renders it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not _may_be_cached(request):
            return self.get_response(request)
        try:
            site, state = current_for_request(request)
        except (DatabaseError, InterfaceError, DisallowedHost):
            # Django answers a wrong host; without a database the page reports the error.
            return self.get_response(request)
        if site is None:
            return self.get_response(request)
        set_site_state(request, site=site, state=state)
        return self._answer(request, state=state)

    def _answer(self, request: HttpRequest, *, state: State) -> HttpResponseBase:
        query = request.META.get("QUERY_STRING", "")
        read = without_ignored(query)
        keys = list(dict.fromkeys((_key(request, query), _key(request, read))))
        if response := _not_modified(request, keys=keys, state=state):
            request_record.note_cache("hit", view=page_store.view_of(keys[-1]))
            return response
        if entry := _stored(keys, token=state.token):
            request_record.note_cache("hit", view=entry.view)
            return _respond(request, entry, state=state)
        request_record.note_cache("miss")
        with page_store.rendering(keys[-1]):
            if entry := _stored(keys, token=state.token):
                request_record.note_cache("hit", view=entry.view)
                return _respond(request, entry, state=state)
            return self._render(request, keys=keys, read=read, state=state)

    def _render(
        self, request: HttpRequest, *, keys: list[str], read: str, state: State
    ) -> HttpResponseBase:
        conditions = {name: request.META.pop(name, None) for name in CONDITIONAL_HEADERS}
        if len(keys) == 2 and _ignores_parameters(request):
            clean = _with_query(request, read)
            copy_site_state(request, clean)
            response = self.get_response(clean)
            if _is_public(response, clean) and response.status_code == 200:
                return self._store(request, response, keys[1], state, conditions)
        response = self.get_response(request)
        if not _is_public(response, request):
            return response
        return self._store(request, response, keys[0], state, conditions)

    @staticmethod
    def _store(
        request: HttpRequest,
        response: HttpResponse,
        key: str,
        state: State,
        conditions: dict[str, str | None],
    ) -> HttpResponse:
        request.META.update({name: value for name, value in conditions.items() if value})
        entry = StoredResponse.from_response(
            response,
            token=state.token,
            key=_versioned(key),
            # Written for each response, or different for each.
            leave_out=("ETag", "Last-Modified", "Date", "Content-Length"),
            view=request_record.current_view(),
        )
        if request.method == "GET":
            page_store.put(key, entry)
        return _respond(request, entry, state=state)


def _may_be_cached(request: HttpRequest) -> bool:
    """Return whether the request is anonymous and may be for a stored response."""
    meta = request.META
    return bool(
        settings.PAGE_CACHE_BYTES
        and request.method in ("GET", "HEAD")
        and not request.path_info.startswith(NEVER_CACHED)
        and "HTTP_AUTHORIZATION" not in meta
        and not ("HTTP_COOKIE" in meta and settings.SESSION_COOKIE_NAME in request.COOKIES)
    )


def _key(request: HttpRequest, query: str) -> str:
    return f"{request.scheme}://{request.get_host()}{request.path}?{query}"


@lru_cache(maxsize=1)
def _deployment() -> str:
    """Return a digest of what changes pages without a change of the content."""
    values = (
        FORMAT_VERSION,
        settings.TIME_ZONE,
        settings.SEARCH_ALERTS,
        settings.WAGTAILADMIN_BASE_URL,
        settings.CONTENT_SECURITY_POLICY,
    )
    return hashlib.sha256(repr(values).encode()).hexdigest()[:10]


def _versioned(key: str) -> str:
    return f"{_deployment()} {key}"


def _stored(keys: list[str], *, token: str) -> StoredResponse | None:
    """Return the stored response of the address, or that of the page without ignored parameters."""
    for number, key in enumerate(keys):
        entry = page_store.get(key, token=token)
        # A redirect or an error may depend on parameters that the view ignores.
        if entry is not None and (number == 0 or entry.is_page):
            return entry
    return None


def _not_modified(
    request: HttpRequest, *, keys: list[str], state: State
) -> HttpResponseNotModified | None:
    """Return 304 if the client has the response of this state, without looking for it."""
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if not given:
        return None
    digests = tuple(f'"{state_digest(state.token, _versioned(key))}.' for key in keys)
    for etag in parse_etags(given):
        if etag.removeprefix("W/").startswith(digests):
            response = HttpResponseNotModified()
            response["ETag"] = etag
            _set_times(response, state=state)
            allow_shared_caching(response)
            return response
    return None


def _respond(request: HttpRequest, entry: StoredResponse, *, state: State) -> HttpResponse:
    """Return the stored response, or 304 where the client has the same text."""
    if entry.is_page and _client_has(request, entry, state=state):
        response: HttpResponse = HttpResponseNotModified()
        for name, value in entry.headers:
            if name in ("Cache-Control", "Vary", "Content-Location"):
                response.headers[name] = value
    else:
        response = entry.response(with_body=request.method != "HEAD")
    if entry.is_page:
        response["ETag"] = entry.etag
        _set_times(response, state=state)
    if entry.briefly_shared:
        allow_shared_caching(response)
    return response


def _client_has(request: HttpRequest, entry: StoredResponse, *, state: State) -> bool:
    """Return whether the client's copy equals the entry, by RFC 9110: ETags before times."""
    given = request.META.get("HTTP_IF_NONE_MATCH")
    if given:
        # Of an ETag, the part after the dot is that of the text: an older state with the same text.
        text = entry.etag.rpartition(".")[2]
        return any(etag == "*" or etag.rpartition(".")[2] == text for etag in parse_etags(given))
    since = request.META.get("HTTP_IF_MODIFIED_SINCE")
    moment = parse_http_date_safe(since) if since else None
    return moment is not None and state.last_modified(now=timezone.now()) <= moment


def _set_times(response: HttpResponse, *, state: State) -> None:
    response["Last-Modified"] = http_date(state.last_modified(now=timezone.now()))


def _is_public(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    """Return whether the response to this request may be given to anyone who asks the same."""
    view = request.resolver_match.url_name if request.resolver_match else None
    if response.status_code not in STORED_STATUSES or response.streaming or response.cookies:
        return False
    # An address that leads to no view is an error that anyone gets.
    if view not in CACHED_VIEWS and not (view is None and response.status_code >= 400):
        return False
    if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return False
    if any(has_vary_header(response, name) for name in PRIVATE_VARY):
        return False
    return not is_private(response)


def _ignores_parameters(request: HttpRequest) -> bool:
    """Return whether the view of the address ignores parameters that it does not read."""
    language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            view = resolve(request.path_info).url_name
        except Resolver404:
            return False
    return CACHED_VIEWS.get(view or "") is not None


def _with_query(request: HttpRequest, query: str) -> WSGIRequest:
    """Return the same request with another query string."""
    return WSGIRequest({**request.META, "QUERY_STRING": query})
