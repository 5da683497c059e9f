"""Wagtail's bulk actions, limited to rows that the user may see.

Wagtail's confirmations list the chosen rows on which the user lacks the permission by their titles.
Rows of another office are treated here as if they did not exist.
"""

from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Collection, Page

from newsroom.editing.rights.visible_rows import may_see, visible_rows


class OfficeRowsMixin:
    """Limits what a bulk action is applied to and where pages are moved."""

    request: HttpRequest
    model: type[Model]

    def get_queryset(self, model: type[Model], object_ids: Any) -> list[Model]:
        """Return the chosen rows that the user may see; raise Http404 without any."""
        chosen = super().get_queryset(model, object_ids)  # type: ignore[misc]  # of the action
        visible = [row for row in chosen if may_see(self.request.user, row)]
        if not visible:
            raise Http404
        return visible

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> QuerySet:
        """Return the ids of all rows of the list that the user may see."""
        if parent_id is not None:
            parent_model = Page if issubclass(self.model, Page) else Collection
            parent = parent_model.objects.filter(pk=_number(parent_id)).first()
            if parent is None or not may_see(self.request.user, parent):
                raise Http404
        listed = super().get_all_objects_in_listing_query(parent_id)  # type: ignore[misc]
        rows = self.model._default_manager.filter(pk__in=list(listed))
        return visible_rows(self.request.user, rows).values_list("pk", flat=True)

    def get_form(self, *args: Any, **kwargs: Any) -> Any:
        """Return the form, which accepts rows that the user may see only."""
        form = super().get_form(*args, **kwargs)  # type: ignore[misc]
        for field in form.fields.values():
            if getattr(field, "queryset", None) is not None:
                field.queryset = visible_rows(self.request.user, field.queryset)
        return form


def limited(action_class: type[BulkAction]) -> type[BulkAction]:
    """Return the bulk action, limited to rows that the user may see."""
    return type(action_class.__name__, (OfficeRowsMixin, action_class), {})


@require_admin_access
def bulk_action(
    request: HttpRequest, app_label: str, model_name: str, action: str
) -> HttpResponseBase:
    """Run a bulk action. Replaces Wagtail's view at the same address."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    action_class = bulk_action_registry.get_bulk_action_class(app_label, model_name, action)
    if action_class is None:
        raise Http404
    return limited(action_class)(request, model).dispatch(request)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 16 else 0
