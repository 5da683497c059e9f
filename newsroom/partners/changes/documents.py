"""The JSON document of a change. It holds no text of the statement, so no copy outlives it."""

import datetime
from typing import TypedDict

from newsroom.models import Change

STATEMENTS_PATH = "/api/v1/statements/"


class ChangeDocument(TypedDict):
    """A change as partners receive it. `statement` and `previous_url` may be None."""

    type: str
    id: int
    language: str
    translation_key: str
    url: str
    previous_url: str | None
    statement: str | None
    at: datetime.datetime


def change_document(change: Change, *, root_url: str) -> ChangeDocument:
    """Return the document of a change, the same in the feed and in webhooks."""
    return {
        "type": change.kind,
        "id": change.page_id,
        "language": change.language,
        "translation_key": str(change.translation_key),
        "url": change.url,
        "previous_url": change.previous_url or None,
        "statement": None if change.is_gone else f"{root_url}{STATEMENTS_PATH}{change.page_id}/",
        "at": change.noticed_at,
    }
