"""A driver of Wagtail's page editor for browser tests."""

import re
from dataclasses import dataclass

from playwright.sync_api import ConsoleMessage, Locator, Page

BLOCK_LABELS = {
    "heading": "Heading",
    "paragraph": "Paragraph",
    "quotation": "Quotation",
    "figure": "Picture",
    "gallery": "Gallery",
    "document": "Document",
    "video": "Video",
    "table": "Table",
    "callout": "Callout",
    "key_figure": "Key figure",
    "related": "Related statements",
}


@dataclass(frozen=True, kw_only=True)
class Editor:
    """The statement form, open in `page` on the server at `base_url`."""

    page: Page
    base_url: str

    def log_in(self, *, username: str, password: str) -> None:
        """Log in with the login form, whose page does nothing that its policy forbids."""
        violations: list[str] = []

        def note(message: ConsoleMessage) -> None:
            if "Content Security Policy" in message.text:
                violations.append(message.text)

        self.page.on("console", note)
        self.page.goto(f"{self.base_url}/admin/login/")
        self.page.fill("#id_username", username)
        self.page.fill("#id_password", password)
        assert violations == []
        self.page.remove_listener("console", note)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(f"{self.base_url}/admin/")

    def open_new_statement(self, *, index_id: int) -> None:
        """Open the form for a new statement under a news index."""
        self.page.goto(f"{self.base_url}/admin/pages/add/newsroom/articlepage/{index_id}/")
        self.page.wait_for_selector("#id_title")

    def start_translation(self, *, page_id: int) -> None:
        """Start the translation of a page and open it in the page editor."""
        self.page.goto(f"{self.base_url}/admin/pages/{page_id}/edit/")
        self.page.get_by_role("button", name="Actions", exact=True).first.click()
        with self.page.expect_navigation():
            self.page.get_by_role("link", name="Translation", exact=True).first.click()
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=re.compile("^Start the page in")).click()
        self.page.wait_for_selector("#id_title")

    def type_title(self, title: str) -> None:
        """Type the title key by key, as Wagtail derives the slug from it at each key."""
        self.page.locator("#id_title").fill("")
        self.page.locator("#id_title").press_sequentially(title)
        self.page.keyboard.press("Tab")

    def add_block(self, kind: str) -> str:
        """Append a block to the body and return the prefix of its fields' ids."""
        body = self._body()
        position = int(body.locator("input[name=body-count]").input_value())
        body.locator("button.c-sf-add-button").last.click()
        self.page.get_by_role("option", name=BLOCK_LABELS[kind], exact=True).click()
        prefix = f"body-{position}-value"
        body.locator(f"[name='body-{position}-type'][value='{kind}']").wait_for(state="attached")
        return prefix

    def fill(self, field: str, text: str, *, tab: str = "") -> None:
        """Fill a plain field by its id, after a change to the named tab, if any."""
        if tab:
            self.page.get_by_role("tab", name=re.compile(f"^{tab}")).click()
        self.page.fill(f"#{field}", text)

    def write_rich_text(self, field: str, text: str) -> None:
        """Type into a rich text field by its id."""
        area = self._rich_text(field)
        area.click()
        area.press_sequentially(text)

    def rewrite_rich_text(self, field: str, text: str) -> None:
        """Replace the text of a rich text field by its id."""
        area = self._rich_text(field)
        area.click()
        area.press("Control+a")
        area.press_sequentially(text)

    def choose_image(self, field: str, *, title: str) -> None:
        """Choose an existing picture."""
        self._open_chooser(field)
        self._modal().get_by_role("link", name=re.compile(re.escape(title))).first.click()
        self._wait_for_selection(field)

    def choose_from_list(self, field: str, *, title: str) -> None:
        """Choose a document or page from the chooser's list."""
        self._open_chooser(field)
        self._modal().get_by_role("link", name=title, exact=True).first.click()
        self._wait_for_selection(field)

    def fill_table(self, prefix: str, *, caption: str, header: str, cells: list[str]) -> None:
        """Create a table of one text column."""
        self.fill(f"{prefix}-table-caption", caption)
        table = self.page.locator(f"div:has(> [name='{prefix}-table-column-count'])")
        table.get_by_role("button", name="Add column").click()
        self.page.locator(".add-column-menu, [data-tippy-root]").get_by_role(
            "button", name="Text", exact=True
        ).last.click()
        self.page.fill(f"[name='{prefix}-table-column-0-heading']", header)
        for row, cell in enumerate(cells):
            table.get_by_role("button", name="Add row").click()
            self.page.fill(f"#{prefix}-table-cell-{row}-0", cell)

    def schedule(self, *, day: str, time: str) -> None:
        """Set the time of publication in the status panel's dialog; `day` as YYYY-MM-DD."""
        status = self.page.get_by_role("button", name="Toggle status", exact=True)
        # Wagtail remembers from the previous page whether the panel is open.
        if status.get_attribute("aria-expanded") != "true":
            status.click()
        self.page.get_by_role("button", name=re.compile("schedule", re.IGNORECASE)).first.click()
        field = self.page.locator("#id_go_live_at")
        field.wait_for()
        field.fill(f"{day} {time}")
        # The calendar, which opens on focus, covers the button, so that a click would miss it.
        save = self.page.get_by_role("button", name="Save schedule")
        save.focus()
        save.press("Enter")

    def add_list_item(self, prefix: str) -> None:
        """Append an item to a list block."""
        list_block = self.page.locator(f"div:has(> [name='{prefix}-count'])")
        list_block.locator("button.c-sf-add-button").last.click()

    def choose_topic(self, name: str) -> None:
        """Choose a topic from the office's list."""
        panel = self.page.locator("#panel-child-content-filed_under-section, main")
        panel.get_by_role("button", name=re.compile("topic", re.IGNORECASE)).first.click()
        modal = self._modal()
        modal.get_by_label(name).first.check()
        modal.get_by_role("button", name="Confirm selection").click()
        modal.wait_for(state="hidden")

    def press_action(self, label: str) -> None:
        """Press an entry of the action menu at the end of the form, and wait for the response."""
        footer = self.page.locator("footer").last
        button = footer.locator("button", has_text=re.compile(rf"^\s*{re.escape(label)}\s*$"))
        if not button.first.is_visible():
            footer.locator(".w-dropdown__toggle").click()
        with self.page.expect_navigation():
            button.first.click()

    def _body(self) -> Locator:
        # The middle of the id is the tab's name, in the language of the first request for the form.
        return self.page.locator("[id^=panel-child-][id$=-body-section]")

    def _rich_text(self, field: str) -> Locator:
        return self.page.locator(f"div:has(> #{field}) [contenteditable=true]").first

    def _open_chooser(self, field: str) -> None:
        widget = self.page.locator(f"#{field}-chooser")
        widget.get_by_role("button", name=re.compile("^Choose")).first.click()
        self._modal().wait_for()

    def _modal(self) -> Locator:
        return self.page.locator(".modal").last

    def _wait_for_selection(self, field: str) -> None:
        self.page.wait_for_function(
            "id => document.getElementById(id)?.value", arg=field, timeout=10_000
        )
