"""Reports of errors to a Sentry-compatible service, where SENTRY_DSN names one.

Each line of the log at the level ERROR is reported: type of the exception, places in the code,
request id, job. Messages of exceptions, values, addresses, headers, cookies, bodies and people are
not, since they may hold drafts or personal data; the installation's own log has the messages.
"""

import logging
from typing import TYPE_CHECKING

import structlog
from django.core.exceptions import ImproperlyConfigured

from config.observability.installation_state import lectern_version

if TYPE_CHECKING:
    from sentry_sdk.transport import Transport
    from sentry_sdk.types import Event, Hint

# Parts of a report that are sent; all others are removed.
SENT = frozenset(
    {"event_id", "timestamp", "level", "logger", "platform", "release", "environment", "sdk"}
)
SENT_OF_FRAMES = frozenset(
    {"filename", "module", "function", "lineno", "in_app", "context_line", "pre_context"}
)


def start(dsn: str, *, transport: "Transport | None" = None) -> None:
    """Report errors to the service from now on.

    Raises `ImproperlyConfigured` where the package is missing.
    """
    try:
        import sentry_sdk
        from sentry_sdk.integrations.logging import LoggingIntegration
    except ImportError as error:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but the package sentry-sdk is not installed:"
            " pip install 'sentry-sdk>=2.75,<3'"
        ) from error
    sentry_sdk.init(
        dsn=dsn,
        transport=transport,
        release=lectern_version(),
        # Its hooks in Django would collect requests and users: the log has all errors.
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        before_send=without_content,
    )


def without_content(event: "Event", _hint: "Hint") -> "Event":
    """Return what of a report may leave the installation."""
    sent: Event = {name: value for name, value in event.items() if name in SENT}  # type: ignore[assignment]  # a typed dictionary with fewer keys
    found = event.get("logentry") or {}
    # The text of the code, before values were put into it.
    sent["logentry"] = {"message": str(found.get("message", ""))}
    exceptions = (event.get("exception") or {}).get("values") or []
    sent["exception"] = {"values": [_without_values(each) for each in exceptions]}
    context = structlog.contextvars.get_contextvars()
    sent["tags"] = {name: context[name] for name in ("request_id", "job", "run") if name in context}
    return sent


def _without_values(exception: dict[str, object]) -> dict[str, object]:
    trace = exception.get("stacktrace")
    frames = trace.get("frames", []) if isinstance(trace, dict) else []
    return {
        "type": exception.get("type"),
        "module": exception.get("module"),
        "stacktrace": {
            "frames": [
                {name: value for name, value in frame.items() if name in SENT_OF_FRAMES}
                for frame in frames
            ]
        },
    }
