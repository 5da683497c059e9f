"""Reports of errors hold the place of an error, and nothing of readers, people and drafts."""

import logging
import sys
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import signals
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections
from sentry_sdk import get_global_scope
from sentry_sdk.transport import Transport

from config.observability import error_reports
from home.models import HomePage
from newsroom.worker.jobs import Job, run_job
from tests.config.wsgi_client import WSGIClient

DSN = "https://key@reports.example/1"
MARKERS = ["marker", "203.0.113.77", "secret"]


class Received(Transport):
    """Takes reports instead of sending them."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict] = []

    def capture_envelope(self, envelope) -> None:
        self.events.append(envelope.get_event())


@pytest.fixture
def received():
    """Reports of this test; the client is removed after it."""
    scope = get_global_scope()
    before = scope.client
    transport = Received()
    error_reports.start(DSN, transport=transport)
    yield transport.events
    get_global_scope().set_client(before)


@pytest.fixture
def site(office):
    both = (signals.request_started, signals.request_finished)
    for signal in both:
        signal.disconnect(close_old_connections)
    yield WSGIClient()
    for signal in both:
        signal.connect(close_old_connections)


def test_a_report_has_place_and_request_and_nothing_of_the_reader(site, received, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        draft = "marker: words of a draft"
        raise ValueError(f"{draft}, nia.marker@example.org")

    monkeypatch.setattr(HomePage, "get_context", broken)
    answer = site.get(
        "/?q=marker&token=secret",
        REMOTE_ADDR="203.0.113.77",
        HTTP_AUTHORIZATION="Bearer secret",
        HTTP_COOKIE=f"{django_settings.SESSION_COOKIE_NAME}=secret",
        HTTP_USER_AGENT="marker",
    )

    assert answer.status == 500
    (event,) = received
    assert event["tags"]["request_id"] == answer.headers["x-request-id"]
    (exception,) = event["exception"]["values"]
    assert exception["type"] == "ValueError"
    assert exception["stacktrace"]["frames"][-1]["function"] == "broken"
    for frame in exception["stacktrace"]["frames"]:
        assert frame.keys() <= error_reports.SENT_OF_FRAMES
        frame.pop("context_line", None)  # lines of the code, such as those of this test
        frame.pop("pre_context", None)
    text = repr(event)
    assert [marker for marker in MARKERS if marker in text] == []
    assert event.keys() <= error_reports.SENT | {"logentry", "exception", "tags"}


def test_a_failed_job_is_reported_with_its_run(db, received):
    def fail() -> str:
        raise ValueError("secret")

    run_job(Job(name="broken", every=timedelta(days=1), run=fail))

    (event,) = received
    assert event["tags"]["job"] == "broken"
    assert event["logentry"] == {"message": "job %s failed"}
    assert "secret" not in repr(event["tags"])


def test_warnings_are_not_reported(received):
    logging.getLogger("lectern.test").warning("only a warning")
    assert received == []


def test_a_missing_package_is_told_in_one_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "sentry_sdk", None)
    with pytest.raises(ImproperlyConfigured, match="sentry-sdk is not installed"):
        error_reports.start(DSN)


def test_nothing_is_reported_by_default():
    assert django_settings.SENTRY_DSN == ""
