"""The number of pages at the top of the admin's first page, limited to the editor's offices."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from wagtail.admin.site_summary import PagesSummaryItem
from wagtail.models import Page

from newsroom.editing.rights.page_access import below_permitted_pages


class OwnPagesSummaryItem(PagesSummaryItem):
    """Counts the pages of the user's offices. Wagtail counts all pages below their root."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict:
        """Replace the number."""
        context: dict = super().get_context_data(parent_context)
        own = Page.objects.filter(below_permitted_pages(self.request.user))
        return {**context, "total_pages": own.count()}


def count_own_pages(request: HttpRequest, items: list) -> None:
    """Replace Wagtail's number of pages, except for superusers, who see all."""
    if not request.user.is_superuser:
        items[:] = [
            OwnPagesSummaryItem(request) if isinstance(item, PagesSummaryItem) else item
            for item in items
        ]
