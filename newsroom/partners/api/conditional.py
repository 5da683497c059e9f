"""Conditional requests: ETag and Last-Modified of API responses.

The checks are in this order: unknown parameters (422), the ETag of the content state (304), a
stored response of this state, and only then the content itself.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from ninja import Schema

from newsroom.caching import state_token
from newsroom.caching.page_store import StoredResponse, page_store
from newsroom.partners.api.parameters import NoParameters, refuse_unknown
from newsroom.partners.api.request_state import set_content_state

MEDIA_TYPE = "application/json"
# Part of every ETag: increase it when the serialisation of documents changes.
FORMAT_VERSION = 3


class DocumentWithHeaders(dict[str, object]):
    """A JSON document with header fields for its response."""

    headers: dict[str, str]

    def __init__(
        self, document: Mapping[str, object], *, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(document)
        self.headers = headers or {}


class EncodedJSON(str):
    """A document that is encoded as JSON already, with header fields for its response."""

    headers: dict[str, str]

    def __new__(cls, text: str, *, headers: dict[str, str] | None = None) -> Self:
        """Return the text with header fields."""
        document = super().__new__(cls, text)
        document.headers = headers or {}
        return document


ResponseDocument = dict[str, object] | EncodedJSON


def conditional(
    *, known: type[Schema] = NoParameters, by_content: bool = False
) -> Callable[[Callable[..., ResponseDocument]], Callable[..., HttpResponse]]:
    """Decorate an endpoint that returns a document; `known` is the schema of its parameters.

    The ETag is derived from the state token, so every change of the content must renew that token
    (`newsroom.publishing.state_receivers`). Where the content follows later, as in a search
    index, `by_content` derives the ETag from the response itself.
    """

    def decorate(view: Callable[..., ResponseDocument]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            refuse_unknown(request, known=known)
            state = state_token.current()
            set_content_state(request, state)
            etag = _etag(state.token, request=request)
            modified = state.last_modified(now=timezone.now())
            response = None
            if not by_content:
                response = get_conditional_response(request, etag=etag, last_modified=modified)
            if response is None and by_content:
                response = json_response(view(request, *args, **kwargs))
            elif response is None:
                response = _stored_response(
                    lambda: view(request, *args, **kwargs), request=request, token=state.token
                )
            if by_content:
                etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
                # With a response given, Django returns it or a 304, never None.
                response = (
                    get_conditional_response(request, etag=etag, response=response) or response
                )
            response["ETag"] = etag
            response["Last-Modified"] = http_date(modified)
            return response

        return respond

    return decorate


def _stored_response(
    render: Callable[[], ResponseDocument], *, request: HttpRequest, token: str
) -> HttpResponse:
    """Return the stored response of the address in this state, else render and store it."""
    key = f"{request.method} {request.scheme}://{request.get_host()}{request.get_full_path()}"
    if entry := page_store.get(key, token=token):
        return entry.response()
    response = json_response(render())
    if settings.PAGE_CACHE_BYTES:
        entry = StoredResponse.from_response(response, token=token, key=key)
        page_store.put(key, entry)
    return response


def json_response(document: ResponseDocument) -> HttpResponse:
    """Return a response with the document as compact JSON in UTF-8."""
    text = str(document) if isinstance(document, EncodedJSON) else _json(document)
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    for name, value in getattr(document, "headers", {}).items():
        response[name] = value
    return response


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def _etag(token: str, *, request: HttpRequest) -> str:
    parts = (FORMAT_VERSION, token, request.scheme, request.get_host(), request.get_full_path())
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'
