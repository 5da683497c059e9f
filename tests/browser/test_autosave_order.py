"""Publish waits for a running autosave, so that only one page is created."""

import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser, Route, expect

from newsroom.models import ArticlePage
from tests.browser.editor import Editor
from tests.factories import make_office

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]

PASSWORD = "a long enough pass phrase"


@pytest.fixture
def editor(chromium: Browser, live_server):
    office = make_office()
    user = get_user_model().objects.create_user(username="approver", password=PASSWORD)
    user.groups.add(office.managers)
    page = chromium.new_page(viewport={"width": 1280, "height": 1200}, locale="en-GB")
    page.set_default_timeout(30_000)
    editor = Editor(page=page, base_url=live_server.url)
    editor.log_in(username="approver", password=PASSWORD)
    editor.open_new_statement(index_id=office.indexes["en"].pk)
    # Wagtail takes text that is typed before its first look at the form for the saved state.
    page.locator("[data-edit-form]").evaluate(
        "form => new Promise((done) => form.addEventListener('w-unsaved:watch-edits', done))"
        ".then(() => true)"
    )
    yield editor
    page.close()


def press_without_waiting(editor: Editor, label: str) -> None:
    """Press an entry of the action menu without waiting for a response."""
    footer = editor.page.locator("footer").last
    footer.locator(".w-dropdown__toggle").click()
    button = footer.locator("button", has_text=re.compile(rf"^\s*{label}\s*$")).first
    button.click(no_wait_after=True)


def intercept_first_autosave(editor: Editor, *, reaches_server: bool) -> list:
    """Return a list that receives the route of the first autosave, and its response or None.

    The page gets no response until the test fulfils or aborts the route. The server saves the draft
    only with `reaches_server`.
    """
    intercepted: list = []

    def intercept(route: Route) -> None:
        if route.request.headers.get("accept") == "application/json" and not intercepted:
            intercepted.append((route, route.fetch() if reaches_server else None))
        else:
            route.continue_()

    editor.page.route("**/admin/pages/add/**", intercept)
    return intercepted


def write_statement(editor: Editor) -> None:
    editor.type_title("The ferry is back")
    prefix = editor.add_block("heading")
    editor.fill(f"{prefix}-text", "From Monday")


def wait_for_autosave(editor: Editor, intercepted: list) -> None:
    for _ in range(100):
        if intercepted:
            return
        editor.page.wait_for_timeout(100)
    pytest.fail("Wagtail saved no draft")


def test_publish_waits_for_the_first_draft(editor):
    intercepted = intercept_first_autosave(editor, reaches_server=True)
    write_statement(editor)
    wait_for_autosave(editor, intercepted)
    editor.fill("body-0-value-text", "From Tuesday")

    press_without_waiting(editor, "Publish")
    editor.page.wait_for_timeout(500)
    route, response = intercepted[0]
    route.fulfill(response=response)

    expect(editor.page.get_by_text("published").first).to_be_visible(timeout=15_000)
    statement = ArticlePage.objects.get()
    assert statement.live
    assert statement.body[0].value["text"] == "From Tuesday"


def test_text_remains_when_the_first_draft_cannot_be_saved(editor):
    intercepted = intercept_first_autosave(editor, reaches_server=False)
    write_statement(editor)
    wait_for_autosave(editor, intercepted)

    press_without_waiting(editor, "Publish")
    intercepted[0][0].abort()

    footer = editor.page.locator("footer").last
    button = footer.locator("button", has_text=re.compile(r"^\s*Publish\s*$")).first
    expect(button).to_be_enabled(timeout=15_000)
    assert editor.page.locator("#body-0-value-text").input_value() == "From Monday"
    editor.press_action("Publish")
    expect(editor.page.get_by_text("published").first).to_be_visible(timeout=15_000)
    assert ArticlePage.objects.get().live
