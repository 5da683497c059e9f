"""Choices of the filters in lists and reports of the admin, limited to the editor's offices.

Wagtail's filters list every site, workflow and task of the installation and every user who has
edited a page.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django_filters.filters import QuerySetRequestMixin

from newsroom.editing.rights.visible_rows import has_rule, visible_rows


def limit_filter_choices() -> None:
    """Limit the choices of every filter whose choices are rows of offices.

    All filters of django-filter with such choices ask this method for them, those of views that are
    loaded later as well.
    """
    QuerySetRequestMixin.get_queryset = _limited(QuerySetRequestMixin.get_queryset)


def _limited(get_queryset: Callable[..., Any]) -> Callable[..., Any]:
    def limited(self: Any, request: HttpRequest | None) -> QuerySet | None:
        rows: QuerySet | None = get_queryset(self, request)
        user = getattr(request, "user", None)
        if rows is None:  # set by the filter set itself, for the history of a page or of the site
            rows = self.extra.get("queryset")
        if rows is None or user is None or not user.is_authenticated:
            return rows
        if rows.query.is_sliced or not has_rule(rows.model):
            return rows
        return visible_rows(user, rows)

    return limited
