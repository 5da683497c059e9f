"""Tracebacks in the log have no local variables, and addresses no secrets."""

import logging
import sys

import pytest

from config.logs import hide, logging_settings

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


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/api/v1/preview/?token=a:b-c_d&x=1", "/api/v1/preview/?[hidden]"),
        ("Not Found: /calendar/AbC-d_e.ics", "Not Found: /calendar/[hidden]"),
        ("Gone: /embargo/5:sig:natur/cy/", "Gone: /embargo/[hidden]/cy/"),
        ("/admin/calendar/move/5/", "/admin/calendar/move/5/"),
        ("/admin/embargo/5/", "/admin/embargo/5/"),
        ("/search/alerts/manage/abc:d/", "/search/alerts/manage/[hidden]/"),
        ("/cy/chwilio/hysbysiadau/rheoli/abc:d/", "/cy/chwilio/hysbysiadau/rheoli/[hidden]/"),
        ("/search/?q=a+b, really? yes", "/search/?[hidden] really? yes"),
        ("from 192.0.2.7, 2001:db8::7 at 12:30:45", "from [hidden], [hidden] at 12:30:45"),
        ("192.0.2.7:80: no, 2001:db8::7: no.", "[hidden]:80: no, [hidden]: no."),
        ("[2001:db8::7]:443, ::ffff:192.0.2.7.", "[[hidden]]:443, [hidden]."),
        ("Listening at: http://127.0.0.1:8000 [::1]", "Listening at: http://127.0.0.1:8000 [::1]"),
        ("version 1.2.3, tests/a.py::test_b", "version 1.2.3, tests/a.py::test_b"),
        ("key lectern_abcdefgh1 of nia@x.example", "key lectern_[hidden] of [hidden]"),
    ],
)
def test_what_identifies_a_reader_or_opens_something_is_hidden(line, expected):
    assert hide(line) == expected
