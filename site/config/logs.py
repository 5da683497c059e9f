"""What is written to the log, and in which form?"""

import re
from typing import Any

import structlog

# Whatever else a log line carries, never these: they tell who somebody is, or open a door.
PERSONAL = frozenset(
    {"password", "token", "authorization", "cookie", "sessionid", "email", "username", "ip_address"}
)
# A token in an address opens a draft for whoever reads the log.
TOKEN = re.compile(r"(?<=[?&]token=)[^&\s\"']+")

# Where a failure arose, not which values were at hand there: among them are passwords, drafts and
# what readers typed.
WITHOUT_VALUES = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def hide_tokens(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace tokens in the addresses that a line names, of our own requests as of others'."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = TOKEN.sub("[hidden]", value)
    return event


def hide_personal(_logger: Any, _method: str, event: dict[str, Any]) -> dict[str, Any]:
    """Replace the values of fields that identify a person."""
    for name in event.keys() & PERSONAL:
        event[name] = "[hidden]"
    return event


def logging_settings(*, as_json: bool, level: str) -> dict[str, Any]:
    """Return Django's LOGGING: one JSON object a line, or lines for a person at a terminal."""
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_personal,
        hide_tokens,
    ]
    final: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        final += [
            structlog.processors.ExceptionRenderer(WITHOUT_VALUES),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        final += [
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            )
        ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": shared,
                "processors": final,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
            # "Not Found: /…" for each mistyped address says nothing that the proxy does not.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            # Each of these tells of every single save or failed attempt in several lines.
            **{
                name: {"level": "WARNING"}
                for name in (
                    "PIL",
                    "axes",
                    "django_tasks",
                    "elastic_transport",
                    "modelsearch",
                    "wagtail",
                )
            },
        },
    }
