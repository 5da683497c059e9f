"""Rows and panels that all parts of the dashboard share."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from newsroom.languages.configured import language_name
from newsroom.translation.locales import language_of

ROWS = 8
Text = str | Promise


class Order(IntEnum):
    """The order of the panels. Wagtail sorts by it; the gaps are for panels of other packages."""

    NOTHING = 105
    DUE = 110
    TO_APPROVE = 115
    TO_CHECK = 120
    RETURNED = 130
    LATE_TRANSLATIONS = 140
    HALF_PUBLIC = 150
    FAILED_JOBS = 160
    SEARCH_TROUBLE = 165
    QUOTATIONS = 170
    SEARCHES = 180
    MY_DRAFTS = 200
    OFFICE_DRAFTS = 210
    ONE_LANGUAGE = 220


@dataclass(frozen=True, kw_only=True)
class Action:
    """A button at the end of a row, which sends an empty form to `url`."""

    label: Text
    url: str


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of a panel. `language_code` is that of the title, "" for a title in the admin's."""

    title: str
    url: str
    note: Text
    detail: Text = ""
    language_code: str = ""
    language: Text = ""
    action: Action | None = None
    is_urgent: bool = False


def page_row(page: Page, **values: Any) -> Row:
    """Return a row that leads to the page's form; `values` are further fields of `Row`."""
    code = language_of(page)
    return Row(
        title=page.draft_title or page.title,
        url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
        language_code=code,
        language=language_name(code),
        **values,
    )


class RowsPanel(Component):
    """A panel with a heading and rows, hidden without rows. One instance serves one request."""

    template_name = "newsroom/admin/dashboard_rows.html"
    heading: Text = ""
    name = ""
    order: int = Order.OFFICE_DRAFTS
    # Whether the rows ask the editor to do something.
    needs_editor = True

    def rows(self, request: HttpRequest) -> list[Row]:
        """Return the rows to show; subclasses override this."""
        return []

    def more_url(self, request: HttpRequest) -> str:
        """Return the URL of the complete list, "" without one."""
        return ""

    def rows_once(self, request: HttpRequest) -> list[Row]:
        """Return the rows, which are read once."""
        if "_rows" not in self.__dict__:
            self.__dict__["_rows"] = self.rows(request)
        found: list[Row] = self.__dict__["_rows"]
        return found

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Add heading, name and rows."""
        context = super().get_context_data(parent_context) or {}
        request = parent_context["request"]
        rows = self.rows_once(request)
        return {
            **context,
            "heading": self.heading,
            "name": self.name,
            "rows": rows,
            "more_url": self.more_url(request) if rows else "",
            "csrf_token": parent_context.get("csrf_token"),
        }
