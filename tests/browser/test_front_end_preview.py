"""Preview of a draft in the documentation's example of an outside front end, during typing."""

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Locator, Page, expect
from wagtail.models import Site

from newsroom.models import FrontEnd
from tests.browser.editor import Editor
from tests.browser.navigation import follow
from tests.browser.screenshots import save_screenshot
from tests.factories import make_office, make_statement

PROGRAM = Path(__file__).resolve().parents[2] / "docs" / "examples" / "front_end" / "serve.py"
PASSWORD = "a long enough pass phrase"
LOADED = "() => !wagtail.app.controllers.some(({updatePromise}) => updatePromise)"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def office(live_server):
    made = make_office()
    site = Site.objects.get(pk=made.site.pk)
    site.port = int(live_server.url.rpartition(":")[2])
    site.save()
    user = get_user_model().objects.create_user(username="editor", password=PASSWORD)
    user.groups.add(made.editors)
    return made


@pytest.fixture
def front_end(office, live_server) -> Iterator[str]:
    """Start the documentation's example and return the address of its drafts."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(PROGRAM), live_server.url, str(port)])
    try:
        for _attempt in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        address = f"http://127.0.0.1:{port}/draft"
        FrontEnd.objects.create(site=office.site, preview_address=address)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def choose_front_end(page: Page, *, until: Locator) -> None:
    """Choose the preview mode, and again where Wagtail ignores it because a preview is loading."""
    mode = page.get_by_label("Preview mode")
    for attempt in range(3):
        page.wait_for_function(LOADED)
        mode.select_option(label="Outside front end")
        with contextlib.suppress(AssertionError):
            expect(until).to_be_visible(timeout=15_000)
            return
        if attempt < 2:
            page.wait_for_function(LOADED)
            mode.select_option(index=0)
    expect(until).to_be_visible()


def test_the_front_end_shows_the_draft_during_typing(
    chromium: Browser, office, front_end, live_server
):
    draft = make_statement(office, title="A draft", text="Not yet public", live=False)
    draft.save_revision()
    page = chromium.new_page(viewport={"width": 1400, "height": 900})
    violations: list[str] = []
    page.on(
        "console",
        lambda message: (
            violations.append(message.text) if "Content Security" in message.text else None
        ),
    )
    editor = Editor(page=page, base_url=live_server.url)
    editor.log_in(username="editor", password=PASSWORD)
    page.goto(f"{live_server.url}/admin/pages/{draft.pk}/edit/")
    page.get_by_role("button", name="Toggle preview", exact=True).click()
    frame = page.frame_locator("#w-preview-iframe")
    expect(frame.get_by_text("Not yet public")).to_be_visible(timeout=15_000)
    shown = frame.frame_locator("iframe")
    choose_front_end(page, until=shown.get_by_role("heading", name="A draft"))
    expect(shown.get_by_text("Not yet public")).to_be_visible()
    save_screenshot(page, "front-end-preview", full_page=False)
    page.wait_for_function(LOADED)
    title = page.locator("#id_title")
    title.press("End")
    title.press_sequentially(", changed", delay=50)
    # Wagtail shows text that was typed while a preview loaded only after the next change.
    page.wait_for_timeout(2_000)
    page.wait_for_function(LOADED)
    title.press_sequentially(" again", delay=50)
    expect(shown.get_by_role("heading", name="A draft, changed")).to_be_visible(timeout=15_000)
    assert not [text for text in violations if "frame-src" in text or "frame-ancestors" in text]

    page.goto(f"{live_server.url}/admin/front-end/{draft.pk}/")
    follow(page.get_by_role("button", name="Make a link"))
    address = page.get_by_label("Link", exact=True).input_value()
    save_screenshot(page, "front-end-links")
    reader = chromium.new_page()
    reader.goto(address)
    expect(reader.get_by_text("Not yet public")).to_be_visible()
    follow(page.get_by_role("button", name="End all links"))
    reader.goto(address)
    expect(reader.get_by_text("This link opens no draft")).to_be_visible()
