"""Does Publish wait for the draft that Wagtail is saving, so that one page is made?"""

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
    user.groups.add(office.approvers)
    page = chromium.new_page(viewport={"width": 1280, "height": 1200}, locale="en-GB")
    page.set_default_timeout(30_000)
    editor = Editor(page=page, base_url=live_server.url)
    editor.log_in(username="approver", password=PASSWORD)
    editor.open_new_statement(index_id=office.indexes["en"].pk)
    # What is typed before Wagtail has looked at the form once counts as there already.
    page.locator("[data-edit-form]").evaluate(
        "form => new Promise((done) => form.addEventListener('w-unsaved:watch-edits', done))"
        ".then(() => true)"
    )
    yield editor
    page.close()


def press(editor: Editor, label: str) -> None:
    """Press an entry of the action menu, and wait for nothing."""
    footer = editor.page.locator("footer").last
    footer.locator(".w-dropdown__toggle").click()
    button = footer.locator("button", has_text=re.compile(rf"^\s*{label}\s*$")).first
    button.click(no_wait_after=True)


def hold_first_save(editor: Editor, *, answered: bool) -> list:
    """Let the server save the first draft, or not, and keep its answer from the page."""
    held: list = []

    def hold(route: Route) -> None:
        if route.request.headers.get("accept") == "application/json" and not held:
            held.append((route, route.fetch() if answered else None))
        else:
            route.continue_()

    editor.page.route("**/admin/pages/add/**", hold)
    return held


def write(editor: Editor) -> None:
    editor.type_title("The ferry is back")
    at = editor.add_block("heading")
    editor.fill(f"{at}-text", "From Monday")


def wait_for(editor: Editor, held: list) -> None:
    for _ in range(100):
        if held:
            return
        editor.page.wait_for_timeout(100)
    pytest.fail("Wagtail saved no draft")


def test_publish_waits_for_the_first_draft(editor):
    held = hold_first_save(editor, answered=True)
    write(editor)
    wait_for(editor, held)
    editor.fill("body-0-value-text", "From Tuesday")

    press(editor, "Publish")
    editor.page.wait_for_timeout(500)
    route, response = held[0]
    route.fulfill(response=response)

    expect(editor.page.get_by_text("published").first).to_be_visible()
    statement = ArticlePage.objects.get()
    assert statement.live
    assert statement.body[0].value["text"] == "From Tuesday"


def test_a_draft_that_cannot_be_saved_keeps_what_was_written(editor):
    held = hold_first_save(editor, answered=False)
    write(editor)
    wait_for(editor, held)

    press(editor, "Publish")
    held[0][0].abort()

    footer = editor.page.locator("footer").last
    button = footer.locator("button", has_text=re.compile(r"^\s*Publish\s*$")).first
    expect(button).to_be_enabled()
    assert editor.page.locator("#body-0-value-text").input_value() == "From Monday"
    editor.action("Publish")
    expect(editor.page.get_by_text("published").first).to_be_visible()
    assert ArticlePage.objects.get().live
