"""Fixtures of the browser tests: one Chromium and one web server for all of them."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests import machine

ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="package")
def _browser() -> Iterator[Browser]:
    """Debian's Chromium with a fresh profile, started once for each worker.

    It ends with the last browser test: Playwright's event loop would otherwise run in the main
    thread of all other tests.
    """
    machine.require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def chromium(_browser: Browser) -> Iterator[Browser]:
    """The browser without any open page; cookies and caches belong to the context of a page."""
    yield _browser
    for context in _browser.contexts:
        context.close()


@pytest.fixture(scope="package")
def site_server() -> Iterator[LiveServer]:
    """A web server for the modules that prepare their content once, started once per worker."""
    server = LiveServer("localhost")
    yield server
    server.stop()
