"""Logging: its format, and the data that is removed from it."""

import ipaddress
import re

import structlog

# Fields whose values are never logged: they identify a person or grant access.
PERSONAL = frozenset(
    {"password", "token", "authorization", "cookie", "sessionid", "email", "username", "ip_address"}
)
HIDDEN = "[hidden]"
# A token in an address opens a draft, a page under embargo, a calendar or a subscription.
TOKEN = re.compile(
    r"((?<!/admin)/(?:calendar|embargo|documents)/"
    r"|/(?:search/alerts|chwilio/hysbysiadau)/[\w-]+/|/password_reset/confirm/[\w-]+/)[^&/?\s\"']+"
)
# What follows a path: words that were searched for, names, keys.
PARAMETERS = re.compile(r"(/[^\s?\"'<>]*\?)[^\s\"'<>]+")
KEY = re.compile(r"\b(lectern_|wagtail_|whsec_|Bearer +)[\w+/=.-]{8,}")
EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
IP_ADDRESS = re.compile(
    r"(?<![\w.:])(?:(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)|[\dA-Fa-f]*:[\dA-Fa-f]*:[\dA-Fa-f:.]*)"
)

# Tracebacks without local variables, which include passwords, drafts and the input of readers.
TRACEBACK_WITHOUT_LOCALS = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def hide(text: str) -> str:
    """Return a text without tokens, keys, parameters of addresses, e-mail and network addresses."""
    text = TOKEN.sub(rf"\1{HIDDEN}", text)
    text = PARAMETERS.sub(rf"\1{HIDDEN}", text)
    text = KEY.sub(rf"\1{HIDDEN}", text)
    if "@" in text:
        text = EMAIL.sub(HIDDEN, text)
    return IP_ADDRESS.sub(_hidden_address, text)


def _hidden_address(match: re.Match[str]) -> str:
    """Return what replaces a network address; the machine's own and other numbers stay."""
    found = match[0].rstrip(".")
    if found.endswith(":") and not found.endswith("::"):
        found = found[:-1]
    try:
        address = ipaddress.ip_address(found)
    except ValueError:
        return match[0]
    is_own = address.is_loopback or address.is_unspecified
    return match[0] if is_own else HIDDEN + match[0][len(found) :]


def hide_personal_data(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Replace in a log line what identifies a person or grants access, tracebacks included."""
    return {
        name: HIDDEN if name in PERSONAL else _hide_within(value) for name, value in event.items()
    }


def _hide_within(value: object) -> object:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: _hide_within(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_hide_within(each) for each in value]
    return value


class _PlainRenderer:
    """Renders a line for a terminal, with its traceback."""

    def __init__(self) -> None:
        self._render = structlog.dev.ConsoleRenderer(
            colors=False, exception_formatter=structlog.dev.plain_traceback
        )

    def __call__(self, logger: object, method: str, event: structlog.typing.EventDict) -> str:
        return hide(self._render(logger, method, event))


def structured_formatter(*, as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    """Return the formatter of all lines: one JSON object a line, or plain lines for a terminal."""
    shared: list[structlog.typing.Processor] = [
        # The id of the request, or the job and its run.
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    final: list[structlog.typing.Processor] = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta
    ]
    if as_json:
        final += [
            structlog.processors.ExceptionRenderer(TRACEBACK_WITHOUT_LOCALS),
            hide_personal_data,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    else:
        final += [hide_personal_data, _PlainRenderer()]
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=final)


def logging_settings(*, as_json: bool, level: str) -> dict[str, object]:
    """Return Django's LOGGING."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {"()": structured_formatter, "as_json": as_json},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
            # The log of requests has missing pages already.
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
