"""Screenshots for people: the tests take them where TEST_SCREENSHOTS=1."""

import os
from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).resolve().parents[1] / "output"  # git ignores it
WANTED = os.environ.get("TEST_SCREENSHOTS") == "1"


def save_screenshot(page: Page, name: str, *, full_page: bool = True) -> None:
    """Write a PNG of the page to tests/output, if wanted. It costs as much as a check by axe."""
    if WANTED:
        FOLDER.mkdir(exist_ok=True)
        page.screenshot(path=FOLDER / f"{name}.png", full_page=full_page)
