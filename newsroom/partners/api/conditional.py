"""How is an answer of the API put together: refused, not modified, or written?

In this order: unknown parameters (422), the tag of the state (304), and only then the content.
"""

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from ninja import Schema

from newsroom.partners.api.parameters import NoParameters, refuse_unknown
from newsroom.publishing import state_token

MEDIA_TYPE = "application/json"
# Part of every tag: raise it when the way answers are written changes.
WRITTEN_AS = 1


class Answer(dict):
    """A document to send, with header fields of its own."""

    headers: dict[str, str]

    def __init__(self, document: dict, *, headers: dict[str, str] | None = None) -> None:
        super().__init__(document)
        self.headers = headers or {}


class Written(str):
    """A document that is JSON already, with header fields of its own."""

    headers: dict[str, str]

    def __new__(cls, text: str, *, headers: dict[str, str] | None = None) -> "Written":
        """Mark the text."""
        written = super().__new__(cls, text)
        written.headers = headers or {}
        return written


Document = dict | Written


def conditional(
    *, known: type[Schema] = NoParameters, by_content: bool = False
) -> Callable[[Callable[..., Document]], Callable[..., HttpResponse]]:
    """Decorate an endpoint that returns a document; `known` is the schema of its parameters.

    Everything that the document is made of must renew the state
    (`newsroom.publishing.state_token_receivers`).
    What follows it later, such as a search index, is named `by_content`: written, then compared.
    """

    def decorate(view: Callable[..., Document]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            refuse_unknown(request, known=known)
            present = state_token.current()
            request.content_state = present
            etag = _etag(present.token, request=request)
            modified = present.last_modified(now=timezone.now())
            response = None
            if not by_content:
                response = get_conditional_response(request, etag=etag, last_modified=modified)
            if response is None:
                response = json_response(view(request, *args, **kwargs))
            if by_content:
                etag = f'"{hashlib.sha256(response.content).hexdigest()[:24]}"'
                response = get_conditional_response(request, etag=etag, response=response)
            response["ETag"] = etag
            response["Last-Modified"] = http_date(modified)
            return response

        return answer

    return decorate


def json_response(document: Document) -> HttpResponse:
    """Return a document as JSON, in UTF-8 and without needless bytes."""
    text = str(document) if isinstance(document, Written) else _json(document)
    response = HttpResponse(text, content_type=MEDIA_TYPE)
    for name, value in getattr(document, "headers", {}).items():
        response[name] = value
    return response


def _json(document: dict) -> str:
    return json.dumps(document, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))


def _etag(token: str, *, request: HttpRequest) -> str:
    parts = (WRITTEN_AS, token, request.scheme, request.get_host(), request.get_full_path())
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'
