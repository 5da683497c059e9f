"""Tracebacks in the log have no local variables."""

import logging
import sys

import pytest

from config.logs import logging_settings

TYPED, API_KEY = "who knows", "c2VjcmV0"


def logged(error: BaseException, *, as_json: bool) -> str:
    """Return the log line of an error."""
    wanted = logging_settings(as_json=as_json, level="INFO")["formatters"]["structured"]
    formatter = wanted["()"](**{name: value for name, value in wanted.items() if name != "()"})
    found = (type(error), error, error.__traceback__)
    return formatter.format(logging.LogRecord("site", logging.ERROR, "", 0, "failed", None, found))


def send(typed: str, *, api_key: str) -> None:
    """Raise an error with secrets in local variables."""
    raise ValueError(f"{len(typed + api_key)} characters are too many")


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_has_no_local_variables(as_json):
    try:
        send(TYPED, api_key=API_KEY)
    except ValueError:
        line = logged(sys.exc_info()[1], as_json=as_json)
    for expected in ("ValueError", "17 characters are too many", "send", "test_logs.py"):
        assert expected in line
    assert TYPED not in line
    assert API_KEY not in line
