"""How does a long list reach a partner? In pages that stay right while statements are added.

A cursor says after which row to go on, not how many to skip; it is opaque and signed, so that
nobody builds one by hand and none is half understood.
"""

from collections.abc import Sequence
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from newsroom.partners.api.problems import Problem

SALT = "newsroom.api.cursor"
Item = TypeVar("Item")


class Envelope(Schema, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="The rows of this page, in order.")
    next: str | None = Field(
        description="The address of the next page; null on the last. Follow it as it is."
    )


def envelope(items: Sequence[Any], *, request: HttpRequest, cursor: str = "") -> dict:
    """Return a page of a list; `cursor` leads to the next, "" ends the list."""
    return {"items": list(items), "next": next_address(request, cursor=cursor) if cursor else None}


def next_address(request: HttpRequest, *, cursor: str) -> str:
    """Return the address of this request with another cursor."""
    pairs = [
        (name, value)
        for name, values in request.GET.lists()
        if name != "cursor"
        for value in values
    ]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*pairs, ('cursor', cursor)])}")


def _signer() -> Signer:
    # Without the date that `signing.dumps` adds: each second, an answer would get another tag.
    return Signer(salt=SALT)


def encode_cursor(values: Sequence[Any], *, kind: str) -> str:
    """Return an opaque cursor after the row with these JSON values, good for lists of `kind`."""
    return _signer().sign_object([kind, *values])


def decode_cursor(cursor: str, *, kind: str) -> list[Any]:
    """Return the values of a cursor; a problem (422) for one that is not ours or of other lists."""
    try:
        found, *values = _signer().unsign_object(cursor)
    except (BadSignature, ValueError, TypeError):
        found, values = "", []
    if found != kind:
        raise Problem(
            422,
            title="Wrong parameter",
            detail="This cursor does not belong to this list. Follow `next` as it is given.",
            parameter="cursor",
        )
    return values
