"""What is known of the request that this thread answers: its id and its view."""

import re
import uuid
from contextvars import ContextVar
from dataclasses import dataclass

import structlog

# As nginx and common balancers make them.
SHAPE = re.compile(r"[0-9A-Za-z_.-]{8,64}")
# The variable of WSGI with the id that a proxy has given.
HEADER = "HTTP_X_REQUEST_ID"


@dataclass(slots=True)
class RequestRecord:
    """A request while it is answered.

    `view` is a name from the URL configuration, or of a page's model. `secrets` are the parts of
    the path that must not be logged. `cache` is "hit", "miss" or "".
    """

    id: str
    view: str = ""
    cache: str = ""
    secrets: tuple[str, ...] = ()


_record: ContextVar[RequestRecord | None] = ContextVar("lectern_request", default=None)


def begin(given: str, *, is_trusted: bool) -> RequestRecord:
    """Begin the record of a request. Its id is the one given, if that may be trusted."""
    known = given if is_trusted and SHAPE.fullmatch(given) else uuid.uuid4().hex
    record = RequestRecord(id=known)
    _record.set(record)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=known)
    return record


def end() -> None:
    """Forget the request, so that later lines of this thread do not bear its id."""
    _record.set(None)
    structlog.contextvars.clear_contextvars()


def current() -> RequestRecord | None:
    """Return the record of the request that this thread answers; None outside of requests."""
    return _record.get()


def note_cache(part: str, *, view: str = "") -> None:
    """Note what the page cache did, and the view that a stored response is of."""
    record = _record.get()
    if record is not None:
        record.cache = part
        record.view = view or record.view


def current_view() -> str:
    """Return the name of the view that answers; "" outside of requests."""
    record = _record.get()
    return record.view if record is not None else ""


def current_id() -> str:
    """Return the id of the request that this thread answers; "" outside of requests."""
    record = _record.get()
    return record.id if record is not None else ""
