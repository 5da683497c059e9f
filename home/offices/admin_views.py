"""The operator's screens: all offices with what they lack, and a new office."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Site

from home.models import OfficeSettings
from home.offices.completion import complete_office, missing_parts, office_sites
from home.offices.forms import NewOfficeForm


def _require_operator(request: HttpRequest) -> None:
    if not request.user.is_superuser:
        raise PermissionDenied


def offices(request: HttpRequest) -> HttpResponse:
    """List the offices with what each of them lacks."""
    _require_operator(request)
    rows = [{"site": site, "missing": missing_parts(site)} for site in office_sites()]
    for row in rows:
        row["can_be_completed"] = any(not each.needs_words for each in row["missing"])
        row["needs_words"] = any(each.needs_words for each in row["missing"])
        row["settings_url"] = _settings_url(row["site"])
    return render(request, "home/admin/offices.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def new_office(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST, create the office with everything that `create_office` makes."""
    _require_operator(request)
    form = NewOfficeForm(request.POST or None)
    if form.is_valid():
        office = form.create()
        if office is not None:
            text = gettext("Made the office of %(name)s. Next: add its people to its groups.")
            messages.success(request, text % {"name": office.site.site_name})
            return redirect("home_offices")
    return render(request, "home/admin/new_office.html", {"form": form})


@require_POST
def complete(request: HttpRequest, site_id: int) -> HttpResponse:
    """Make what an office lacks."""
    _require_operator(request)
    site = get_object_or_404(Site, pk=site_id, pk__in=[each.pk for each in office_sites()])
    complete_office(site)
    messages.success(request, gettext("%(name)s is completed.") % {"name": site})
    return redirect("home_offices")


def _settings_url(site: Site) -> str:
    names: Any = [OfficeSettings._meta.app_label, OfficeSettings._meta.model_name]
    return reverse("wagtailsettings:edit", args=[*names, site.pk])


def office_urls() -> list:
    """Return the URL patterns."""
    return [
        path("offices/", offices, name="home_offices"),
        path("offices/new/", new_office, name="home_new_office"),
        path("offices/<int:site_id>/complete/", complete, name="home_complete_office"),
    ]


class OfficesMenuItem(MenuItem):
    """The entry in the menu of settings, for operators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user is an operator."""
        return bool(request.user.is_superuser)


def offices_menu_item() -> MenuItem:
    """Return the entry of the menu."""
    return OfficesMenuItem(_("Offices"), reverse("home_offices"), icon_name="site", order=595)
