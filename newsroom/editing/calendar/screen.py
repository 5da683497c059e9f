"""The calendar's screen, as a month's table or as a list."""

from collections.abc import Mapping
from typing import cast

from django import forms
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.models import Site

from newsroom.editing.calendar.events import LIMIT, Event, Kind, events, pages_of, zone
from newsroom.editing.calendar.months import Month, table, weekdays
from newsroom.editing.rights.offices import office_label, sites_for_user
from newsroom.languages.configured import language_choices


class FilterForm(forms.Form):
    """What the calendar shows: one kind of event, language and office, or all."""

    kind = forms.ChoiceField(
        label=_("Show"), required=False, choices=[("", _("Everything")), *Kind.choices]
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Both languages")), *language_choices()],
    )
    office = forms.TypedChoiceField(label=_("Office"), required=False, coerce=int, empty_value=None)

    def __init__(self, data: Mapping[str, object], *, sites: list[Site]) -> None:
        super().__init__(data)
        self._sites = {site.pk: site for site in sites}
        if len(sites) > 1:
            field = cast(forms.TypedChoiceField, self.fields["office"])
            names = [(site.pk, office_label(site)) for site in sites]
            field.choices = [("", _("All offices")), *names]
        else:
            del self.fields["office"]
        self.is_valid()

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Return the chosen kinds; an unknown one is ignored."""
        chosen = self.cleaned_data.get("kind")
        return (Kind(chosen),) if chosen else tuple(Kind)

    @property
    def chosen_language(self) -> str:
        """Return the chosen language, "" for both."""
        return str(self.cleaned_data.get("language") or "")

    @property
    def site(self) -> Site | None:
        """Return the chosen office, None for all."""
        return self._sites.get(self.cleaned_data.get("office"))


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a month of the editor's offices. Invalid parameters are ignored."""
    user = cast(AbstractUser, request.user)
    sites = sites_for_user(user)
    if not sites:
        raise PermissionDenied
    form = FilterForm(request.GET, sites=sites)
    today = timezone.localdate(timezone=zone())
    month = Month.parse(request.GET.get("month", "")) or Month.of(today)
    as_list = request.GET.get("view") == "list"
    weeks = month.weeks()
    first, last = (month.first, month.last) if as_list else (weeks[0][0], weeks[-1][-1])
    pages = pages_of(user, site=form.site, language=form.chosen_language)
    found = events(
        pages.select_related("locale"), user=user, first=first, last=last, kinds=form.kinds
    )
    context = {
        "form": form,
        "month": month,
        "as_list": as_list,
        "weekdays": weekdays(),
        "weeks": [] if as_list else table(month, found, today=today),
        "events": found,
        "is_cut": _is_cut(found),
        "links": _links(request, month=month, current=Month.of(today)),
    }
    return render(request, "newsroom/admin/calendar.html", context)


def _is_cut(found: list[Event]) -> bool:
    """Return whether there may be more events of one kind than were read."""
    return any(sum(event.kind == kind for event in found) >= LIMIT for kind in Kind)


def _links(request: HttpRequest, *, month: Month, current: Month) -> dict[str, object]:
    """Return the addresses of other months and of the other view, with the same filters."""
    before, after = month.plus(-1), month.plus(1)
    return {
        "before": before,
        "before_url": _url(request.GET, month=before) if before else "",
        "after": after,
        "after_url": _url(request.GET, month=after) if after else "",
        "current_url": _url(request.GET, month=current),
        "month_url": _url(request.GET, month=month, view="month"),
        "list_url": _url(request.GET, month=month, view="list"),
    }


def _url(given: QueryDict, *, month: Month, view: str = "") -> str:
    parameters = given.copy()
    parameters["month"] = str(month)
    if view:
        parameters["view"] = view
    return f"{reverse('newsroom_calendar')}?{parameters.urlencode()}"
