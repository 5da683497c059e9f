"""The order of found pages: sections before statements, then the page that was edited last."""

from typing import Any

from django.db.models import QuerySet
from wagtail.models import Page

ORDER = ("depth", "-latest_revision_created_at", "-id")


class NewestFirst:
    """Mixin of a query compiler that sorts pages by `ORDER` instead of by relevance.

    Titles are too short for a useful rank, and ranking reads the text of every match.
    """

    queryset: QuerySet
    order_by_relevance: bool

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.order_by_relevance and issubclass(self.queryset.model, Page):
            self.queryset = self.queryset.order_by(*ORDER)
            self.order_by_relevance = False
