"""Each request has an id and one line in the log, and no line names a reader."""

import io
import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.contrib.auth import get_user_model
from django.core import signals
from django.core.cache import cache
from django.db import OperationalError, close_old_connections, connection
from gunicorn.config import Config

from config.gunicorn_logs import StructuredLogger
from config.logs import structured_formatter
from config.observability import request_record
from home.models import HomePage
from newsroom.worker.jobs import Job, run_job
from search.engines.selection import engines
from search.indexing import consumer
from search.language.analysis import LANGUAGES
from search.models import OutboxEntry
from tests.config.test_exits import EXITS
from tests.config.wsgi_client import WSGIClient
from tests.factories import make_statement

PREFIX = {"en": "/", "cy": "/cy/"}
GIVEN = "0123456789abcdef0123456789abcdef"
ASK_FOR_NUMBER = {"en": "please give this number", "cy": "rhowch y rhif hwn"}


@pytest.fixture
def site() -> Iterator[WSGIClient]:
    """The application, whose requests run in the transaction of the test."""
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield WSGIClient()
    for signal in both:
        signal.connect(close_old_connections)


class CapturedOutput(io.TextIOBase):
    """Writes to what pytest has put in the place of standard error now."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)


@pytest.fixture
def log(settings, capsys) -> Iterator[Callable[[], list[dict]]]:
    """Everything that is logged, as in production; the function returns the lines."""
    settings.LOG_JSON = settings.LOG_REQUESTS = True
    handler = logging.StreamHandler(CapturedOutput())
    handler.setFormatter(structured_formatter(as_json=True))
    logging.getLogger().addHandler(handler)
    lines: list[dict] = []

    def read() -> list[dict]:
        lines.extend(map(json.loads, capsys.readouterr().err.splitlines()))
        return lines

    yield read
    logging.getLogger().removeHandler(handler)


@pytest.mark.parametrize(
    ("proxies", "given", "is_taken"),
    [(1, GIVEN, True), (0, GIVEN, False), (1, "x\ny: z", False), (1, "a" * 99, False)],
)
def test_an_id_is_taken_from_a_trusted_proxy_only(site, settings, proxies, given, is_taken):
    settings.TRUSTED_PROXIES = proxies
    answer = site.get("/healthz", HTTP_X_REQUEST_ID=given)

    assert (answer.headers["x-request-id"] == given) == is_taken
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])


def test_a_page_has_one_line_with_its_view_and_its_part_in_the_cache(site, office, log, settings):
    settings.PAGE_CACHE_BYTES = 10_000_000
    page = make_statement(office, publish=True)
    answers = [site.get(page.url), site.get(page.url), site.get(page.url, HTTP_COOKIE="a=b")]

    lines = [line for line in log() if line["event"] == "request"]
    assert [line["cache"] for line in lines] == ["miss", "hit", "hit"]
    for line, answer in zip(lines, answers, strict=True):
        assert line["request_id"] == answer.headers["x-request-id"]
        assert (line["status"], line["path"], line["view"]) == (200, page.url, "ArticlePage")
        assert line["ms"] > 0
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3


def test_a_reader_can_quote_the_id_of_an_error(site, office, log, language, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(HomePage, "get_context", broken)
    answer = site.get(PREFIX[language])

    assert answer.status == 500
    assert ASK_FOR_NUMBER[language] in answer.text
    assert f"<code>{answer.headers['x-request-id']}</code>" in answer.text
    errors = [line for line in log() if line["level"] == "error"]
    assert [line["request_id"] for line in errors] == [answer.headers["x-request-id"]]


def test_without_its_database_the_api_names_the_id(site, office):
    def refuse(*arguments: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(refuse):
        answer = site.get("/api/v1/statements/")

    assert answer.status == 503
    assert answer.headers["x-request-id"] in json.loads(answer.text)["detail"]


def test_lines_after_a_request_do_not_bear_its_id(site, log):
    site.get("/healthz", HTTP_HOST="unknown")
    logging.getLogger("lectern.test").warning("later")

    assert "request_id" not in log()[-1]


def test_the_lines_of_a_job_lead_back_to_what_changed(office, log, settings, tmp_path):
    """Both name the page; queues have no room for the id of a request."""
    settings.SEARCH_FOLDER = tmp_path / "search"
    for engine in engines().values():
        for code in LANGUAGES:
            engine.begin_rebuild(code, version=0).swap()
    request_record.begin(GIVEN, is_trusted=True)
    page = make_statement(office, publish=True)
    request_record.end()
    OutboxEntry.objects.filter(page_id=page.pk).update(version=None, attempts=0)
    run_job(Job(name="search_outbox", every=timedelta(days=1), run=consumer.consume_due))

    changed = [line for line in log() if line["logger"] == "lectern.changes"]
    assert f"pages {page.pk}" in changed[-1]["event"]
    assert changed[-1]["request_id"] == GIVEN
    written = [line for line in log() if line.get("job") == "search_outbox"]
    assert any(str(page.pk) in line["event"] for line in written)
    assert len({line["run"] for line in written}) == 1


def test_a_failed_job_is_logged_with_its_run(db, log):
    def fail() -> str:
        raise ValueError("no")

    run_job(Job(name="broken", every=timedelta(days=1), run=fail))

    (line,) = [line for line in log() if line["level"] == "error"]
    assert line["job"] == "broken"
    assert line["run"]


READER = {
    "address": "203.0.113.77",
    "address 6": "2001:db8:77::5",
    "words": "marker-words",
    "name": "marker-name",
    "e-mail": "marker-mail@example.org",
    "password": "marker-password",
    "token": "marker-token",
    "key": "lectern_marker_key_0123456789",
    "session": "marker-session",
    "browser": "marker-browser",
    "page before": "marker-referrer",
}
VARIABLES = {
    "REMOTE_ADDR": READER["address"],
    "HTTP_X_FORWARDED_FOR": f"{READER['address 6']}, {READER['address']}",
    "HTTP_USER_AGENT": READER["browser"],
    "HTTP_REFERER": f"https://localhost/{READER['page before']}",
}
QUERY = f"?q={READER['words']}&email={READER['e-mail']}&token={READER['token']}"


def public_addresses() -> list[str]:
    """Return an address of each public URL pattern, with a marker in the place of tokens."""
    found = []
    for route in EXITS:
        if "^" in route:
            continue
        address = re.sub(r"<int:\w+>", "77", route)
        address = re.sub(
            r"<(?:str|path|slug):(token|key|filename|document)>", READER["token"], address
        )
        found.append("/" + re.sub(r"<(?:\w+:)?\w+>", "en", address))
    return [*found, "/", "/news/", "/s/77", f"/{READER['e-mail']}/", f"/news/{READER['e-mail']}"]


def test_no_line_names_a_reader(site, office, log, settings):
    settings.AXES_ENABLED = True
    settings.SEARCH_STATISTICS_DAYS = 0
    settings.TRUSTED_PROXIES = 1
    cache.clear()
    people = get_user_model().objects
    people.create_user(username=READER["name"], email=READER["e-mail"], password="x" * 20)
    identified = {
        "HTTP_AUTHORIZATION": f"Bearer {READER['key']}",
        "HTTP_COOKIE": f"{django_settings.SESSION_COOKIE_NAME}={READER['session']}",
    }
    for address in public_addresses():
        site.get(address + QUERY, **VARIABLES)
        site.get(address + QUERY, **VARIABLES, **identified)
    log_in = {"username": READER["name"], "password": READER["password"]}
    for _ in range(9):
        site.post("/admin/login/", log_in, **VARIABLES)
    site.post("/admin/password_reset/", {"email": READER["e-mail"]}, **VARIABLES)
    site.get(f"/admin/password_reset/confirm/Mg/{READER['token']}/", **VARIABLES)
    site.post("/search/alerts/", {"email": READER["e-mail"], "q": READER["words"]}, **VARIABLES)
    site.get("/", **{**VARIABLES, "HTTP_HOST": "unknown.example"})

    lines = log()
    assert len(lines) > 80
    assert any("axes" in line["logger"] for line in lines)  # the lock was reached
    for line in lines:
        text = json.dumps(line, ensure_ascii=False)
        for what, marker in READER.items():
            assert marker not in text, (what, text)


def test_an_error_in_a_request_does_not_name_the_reader(site, office, log, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise ValueError(
            f"no mail to {READER['e-mail']} at {READER['address']}, {READER['address 6']}"
        )

    monkeypatch.setattr(HomePage, "get_context", broken)
    site.get("/" + QUERY, **VARIABLES)

    text = json.dumps(log())
    assert "no mail to [hidden] at [hidden], [hidden]" in text
    assert not any(marker in text for marker in READER.values())


def test_gunicorn_writes_lines_of_the_same_form_without_readers(settings, capsys):
    settings.LOG_JSON = True
    configuration = Config()
    configuration.set("errorlog", "-")
    logger = StructuredLogger(configuration)
    logger.warning(f"Invalid request from ip={READER['address']}: Invalid '{READER['words']}'")
    logger.exception("Error handling request %s", f"/search/?q={READER['words']}")
    for handler in list(logger.error_log.handlers):
        logger.error_log.removeHandler(handler)

    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["event"] == "Invalid request"
    assert (first["logger"], first["level"]) == ("gunicorn.error", "warning")
    assert second["event"] == "Error handling request /search/?[hidden]"
