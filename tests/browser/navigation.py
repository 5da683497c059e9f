"""Following links and sending forms in the browser."""

from playwright.sync_api import Locator


def follow(element: Locator) -> None:
    """Click a link or a button that opens another page, and wait until that page is loaded.

    A click alone returns once the other page begins to arrive: what is read next may still be
    missing.
    """
    with element.page.expect_navigation():
        element.click()
