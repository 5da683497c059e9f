"""Cursor pagination. Pages stay correct while statements are added or withdrawn.

A cursor names the last row of the page before, not a number of rows to skip. It is opaque and
signed, so that nobody composes one by hand.
"""

from collections.abc import Collection, Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from newsroom.partners.api.problems import Problem

SALT = "newsroom.api.cursor"
CursorValue = str | int
Item = TypeVar("Item")


class Envelope(Schema, Generic[Item]):
    """One page of a list."""

    items: list[Item] = Field(description="The rows of this page, in order.")
    next: str | None = Field(
        description="The address of the next page; null on the last. Follow it as it is."
    )


def envelope(
    items: Sequence[object], *, request: HttpRequest, cursor: str = ""
) -> dict[str, object]:
    """Return one page of a list; `cursor` leads to the next page, "" marks the last page."""
    return {"items": list(items), "next": next_url(request, cursor=cursor) if cursor else None}


def next_url(request: HttpRequest, *, cursor: str, without: Collection[str] = ()) -> str:
    """Return the full URL of this request with another cursor, without the named parameters."""
    pairs = [
        (name, value)
        for name, values in request.GET.lists()
        if name != "cursor" and name not in without
        for value in values
    ]
    return request.build_absolute_uri(f"{request.path}?{urlencode([*pairs, ('cursor', cursor)])}")


def _signer() -> Signer:
    # `signing.dumps` would add the time, so that the ETag of a list changed every second.
    return Signer(salt=SALT)


def encode_cursor(values: Sequence[CursorValue], *, kind: str) -> str:
    """Return an opaque cursor after the row with these sort values, valid for lists of `kind`."""
    return _signer().sign_object([kind, *values])


def decode_cursor(cursor: str, *, kind: str) -> list[CursorValue]:
    """Return the values of a cursor; raises a problem (422) for one that is forged or misplaced."""
    try:
        decoded_kind, *values = _signer().unsign_object(cursor)
    except (BadSignature, ValueError, TypeError):
        decoded_kind, values = "", []
    if decoded_kind != kind:
        raise Problem(
            422,
            title="Wrong parameter",
            detail="This cursor does not belong to this list. Follow `next` as it is given.",
            parameter="cursor",
        )
    return list(values)
