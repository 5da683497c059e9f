"""Logging: its format, and the data that is removed from it."""

import re

import structlog

# Fields whose values are never logged: they identify a person or grant access.
PERSONAL = frozenset(
    {"password", "token", "authorization", "cookie", "sessionid", "email", "username", "ip_address"}
)
# A token in an address opens a draft, a page under embargo or a calendar.
TOKEN = re.compile(r"([?&]token=|(?<!/admin)/(?:calendar|embargo)/)[^&/?\s\"']+")

# Tracebacks without local variables, which include passwords, drafts and the input of readers.
TRACEBACK_WITHOUT_LOCALS = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def hide_tokens(_logger: object, _method: str, event: dict[str, object]) -> dict[str, object]:
    """Replace tokens in the addresses of a log line."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = TOKEN.sub(r"\1[hidden]", value)
    return event


def hide_personal(_logger: object, _method: str, event: dict[str, object]) -> dict[str, object]:
    """Replace the values of fields that identify a person."""
    for name in event.keys() & PERSONAL:
        event[name] = "[hidden]"
    return event


def logging_settings(*, as_json: bool, level: str) -> dict[str, object]:
    """Return Django's LOGGING: one JSON object a line, or plain lines for a terminal."""
    shared: list[object] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_personal,
        hide_tokens,
    ]
    final: list[object] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        final += [
            structlog.processors.ExceptionRenderer(TRACEBACK_WITHOUT_LOCALS),
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
            # The proxy logs missing pages already.
            "django.request": {"handlers": [], "level": "ERROR", "propagate": True},
            # These log every save or failed attempt in several lines.
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
