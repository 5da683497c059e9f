"""The office's log for its managers: who did what, when and to what; with filters and export."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import IntegerField, Model, QuerySet, Value
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import ContentTypeFilter
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports.audit_logging import LogEntriesView, SiteHistoryReportFilterSet
from wagtail.log_actions import registry
from wagtail.models import PageLogEntry, Site

from newsroom.editing.management.people_rights import managed_sites, manages_people
from newsroom.publishing.log_offices import entries_of
from newsroom.translation.dates import format_office_time

BATCH = 500


def may_read_log(user: AbstractUser) -> bool:
    """Return whether the user manages an office, or all of them."""
    return bool(user.is_active and user.is_superuser) or manages_people(user)


def logged_sites(user: AbstractUser) -> QuerySet[Site]:
    """Return the sites whose log somebody who may read it sees: those that they manage."""
    sites = Site.objects.all() if user.is_superuser else managed_sites(user)
    return sites.select_related("root_page")


def _logs(user: AbstractUser) -> Iterator[tuple[type[Model], "QuerySet[Any]"]]:
    """Yield Wagtail's log models with the entries of the user's offices, in a fixed order."""
    sites = list(logged_sites(user))
    for model in sorted(registry.get_log_entry_models(), key=lambda model: model.__name__):
        yield model, entries_of(model, sites)


def _content_types(request: HttpRequest) -> QuerySet[ContentType]:
    ids: set[int] = set()
    for _model, entries in _logs(request.user):
        ids |= entries.get_content_type_ids()
    return ContentType.objects.filter(pk__in=ids).order_by("model")


class OfficeLogFilterSet(SiteHistoryReportFilterSet):
    """Filters by name, type, action, person and day, with the choices that the log has."""

    object_type = ContentTypeFilter(
        label=_("Type"), method="filter_object_type", queryset=_content_types
    )

    def get_action_choices(self) -> list[tuple[str, Any]]:
        """Return the actions in the log of the user's offices."""
        used: set[str] = set()
        for _model, entries in _logs(self.request.user):
            used |= entries.get_actions()
        return [choice for choice in registry.get_choices() if choice[0] in used]

    def get_users_queryset(self) -> QuerySet:
        """Return the people who are named in the log of the user's offices."""
        ids: set[int] = set()
        users = None
        for _model, entries in _logs(self.request.user):
            ids |= entries.get_user_ids()
            users = entries.get_users()
        everybody = users.model._default_manager
        return everybody.filter(pk__in=ids - {None}).order_by(users.model.USERNAME_FIELD)

    class Meta:
        model = PageLogEntry
        fields: list[str] = []


class OfficeLogView(LogEntriesView):
    """The table and its export."""

    template_name = "wagtailadmin/reports/base_report.html"
    results_template_name = "newsroom/admin/office_log_results.html"
    page_title = _("Log of the office")
    filterset_class = OfficeLogFilterSet
    index_url_name = "newsroom_office_log"
    index_results_url_name = "newsroom_office_log_results"
    list_export = ["label", "content_type", "message", "comment", "user_display_name", "timestamp"]
    export_headings = {
        "label": _("Name"),
        "content_type": _("Type"),
        "message": _("What was done"),
        "comment": _("Comment"),
        "user_display_name": _("Person"),
        "timestamp": _("Date and time"),
    }

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise PermissionDenied for those who manage no office."""
        if not may_read_log(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def get_filename(self) -> str:
        """Return the name of the exported file."""
        return "office-log"

    def get_filtered_queryset(self) -> QuerySet:
        """Return keys and times of the entries of both log models, the newest first."""
        logs = list(_logs(self.request.user))
        self.log_models = [model for model, _entries in logs]
        parts = [
            self.filter_queryset(
                entries.values("pk", "timestamp").annotate(
                    log_model_index=Value(number, output_field=IntegerField())
                )
            ).order_by()
            for number, (_model, entries) in enumerate(logs)
        ]
        return parts[0].union(*parts[1:], all=True).order_by("-timestamp", "-pk")

    def decorate_paginated_queryset(self, object_list: Iterable) -> Iterable:
        """Return the entries of these keys, in batches: an export has all of them."""
        if self.is_export:
            return self._in_batches(object_list)
        return list(self._in_batches(object_list))

    def _in_batches(self, rows: Iterable) -> Iterator[Any]:
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            for entry in super().decorate_paginated_queryset(batch):
                entry.moment = format_office_time(entry.timestamp)
                yield entry


def office_log_urls() -> list:
    """Return the URL patterns."""
    return [
        path("reports/office-log/", OfficeLogView.as_view(), name="newsroom_office_log"),
        path(
            "reports/office-log/results/",
            OfficeLogView.as_view(results_only=True),
            name="newsroom_office_log_results",
        ),
    ]


class OfficeLogMenuItem(MenuItem):
    """The entry in the menu of reports."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may read it."""
        return may_read_log(request.user)


def office_log_item() -> MenuItem:
    """Return the entry of the menu."""
    return OfficeLogMenuItem(
        _("Log of the office"), reverse("newsroom_office_log"), icon_name="history", order=805
    )
