"""Choices of the filters in explorer and reports, limited to the editor's offices.

Wagtail's filters list every site of the installation and every user who has edited a page.
"""

from django.contrib.auth import get_user_model
from django.http import HttpRequest
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.admin.views.reports.locked_pages import LockedPagesReportFilterSet
from wagtail.admin.views.reports.workflows import WorkflowReportFilterSet
from wagtail.models import Site

from newsroom.editing.rights.offices import sites_for_user


def _sites(request: HttpRequest):
    return Site.objects.filter(pk__in=[site.pk for site in sites_for_user(request.user)])


def _colleagues(request: HttpRequest):
    users = get_user_model().objects.all()
    if request.user.is_superuser:
        return users
    return users.filter(groups__in=request.user.groups.all()).distinct()


def limit_filter_choices() -> None:
    """Limit the choices of Wagtail's page filters to sites and users of the editor's offices."""
    choices = {
        "site": _sites,
        **dict.fromkeys(("owner", "edited_by", "locked_by", "requested_by"), _colleagues),
    }
    reports = [LockedPagesReportFilterSet, WorkflowReportFilterSet]
    for filterset in [PageFilterSet, *PageFilterSet.__subclasses__(), *reports]:
        for name, choose in choices.items():
            if name in filterset.base_filters:
                filterset.base_filters[name].queryset = choose
