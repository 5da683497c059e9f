"""How is a change told? Without a word of the statement, so that nothing withdrawn lives on."""

from newsroom.models import Change

STATEMENTS = "/api/v1/statements/"


def change_document(change: Change, *, root_url: str) -> dict:
    """Return a change as partners get it, by the feed and by webhooks alike."""
    return {
        "type": change.kind,
        "id": change.page_id,
        "language": change.language,
        "translation_key": str(change.translation_key),
        "url": change.url,
        "previous_url": change.previous_url or None,
        "statement": None if change.is_gone else f"{root_url}{STATEMENTS}{change.page_id}/",
        "at": change.noticed_at,
    }
