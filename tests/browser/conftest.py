"""How do tests read the site as a reader does? In Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests import machine

OUTPUT = Path(__file__).resolve().parents[1] / "output"
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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, with a fresh profile of its own."""
    machine.require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def output() -> Path:
    """The folder that screenshots go to; git ignores it."""
    OUTPUT.mkdir(exist_ok=True)
    return OUTPUT
