"""Admin views in which operators set election periods and see what they hold."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log

from newsroom.editing.publication.history import RELEASE_ACTION
from newsroom.models import ElectionPeriod
from newsroom.publishing.elections import held_within, release, scheduled_within
from newsroom.publishing.gate import reason


class OperatorsOnlyMixin:
    """Refuses everybody but superusers: a period restrains the office's own managers."""

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Answer the request of a superuser; raise `PermissionDenied` otherwise."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class ListPeriodsView(OperatorsOnlyMixin, generic.IndexView):
    """Lists the election periods of all offices."""

    def get_edit_url(self, instance: ElectionPeriod) -> str:
        """Return the address that shows what the period holds."""
        return reverse("newsroom_election_period", args=[instance.pk])


class AddPeriodView(OperatorsOnlyMixin, generic.CreateView):
    """Adds an election period, then shows what it would hold."""

    def get_success_url(self) -> str:
        """Return the address of the dry run."""
        return reverse("newsroom_election_period", args=[self.object.pk])


class ChangePeriodView(OperatorsOnlyMixin, generic.EditView):
    """Changes an election period."""

    def get_success_url(self) -> str:
        """Return the address of the dry run."""
        return reverse("newsroom_election_period", args=[self.object.pk])


class DeletePeriodView(OperatorsOnlyMixin, generic.DeleteView):
    """Deletes an election period, after naming what it holds and asking what becomes of that.

    Unless the operator chooses to publish it, an approver decides about each page.
    """

    template_name = "newsroom/admin/election_period_delete.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the period holds, and what is scheduled within the rest of it."""
        now = timezone.now()
        return {
            **super().get_context_data(**kwargs),
            "held": held_within(self.object),
            "scheduled": [
                row
                for row in scheduled_within(self.object)
                if row.moment > now and not row.allowed_by
            ],
        }

    def delete_action(self) -> None:
        """Delete the period; release what it held where the operator chose that."""
        if self.request.POST.get("held") == "publish":
            held = held_within(self.object)
            for failure in held:
                log(
                    instance=failure.page,
                    action=RELEASE_ACTION,
                    user=self.request.user,
                    data={"period": self.object.name},
                )
            release(held)
        super().delete_action()


class PeriodHistoryView(OperatorsOnlyMixin, HistoryView):
    """Shows who changed an election period."""


class PeriodUsageView(OperatorsOnlyMixin, UsageView):
    """Shows what refers to an election period."""


class ElectionPeriodViewSet(ModelViewSet):
    """The menu entry and the views of election periods."""

    model = ElectionPeriod
    icon = "lock"
    menu_label = _("Election periods")
    menu_name = "election-periods"
    menu_order = 690
    add_to_settings_menu = True
    copy_view_enabled = False
    index_view_class = ListPeriodsView
    add_view_class = AddPeriodView
    edit_view_class = ChangePeriodView
    delete_view_class = DeletePeriodView
    history_view_class = PeriodHistoryView
    usage_view_class = PeriodUsageView
    list_display = ["name", "site", DateColumn("starts_at"), DateColumn("ends_at")]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldPanel("site"),
            MultiFieldPanel(
                [FieldPanel("starts_at"), FieldPanel("ends_at")], heading=_("From when until when")
            ),
            MultiFieldPanel(
                [
                    FieldPanel("allowed_categories", widget=CheckboxSelectMultiple),
                    MultipleChooserPanel(
                        "allowed_pages",
                        chooser_field_name="page",
                        panels=[FieldPanel("page")],
                        heading=_("Allowed pages, with the pages below them"),
                        label=_("Page"),
                    ),
                    FieldPanel("approvers_may_exempt"),
                ],
                heading=_("What may be published"),
            ),
            FieldPanel("releases_automatically"),
            MultiFieldPanel(
                [FieldPanel("notice_en"), FieldPanel("notice_cy")], heading=_("Notice for readers")
            ),
        ]
    )


def election_period(request: HttpRequest, period_id: int) -> HttpResponse:
    """Show what a period would hold, what it has held, and which pages are exempt."""
    if not request.user.is_superuser:
        raise PermissionDenied
    period = get_object_or_404(ElectionPeriod, pk=period_id)
    context = {
        "period": period,
        "scheduled": scheduled_within(period),
        "held": [(failure, reason(failure)) for failure in held_within(period)],
        "exemptions": period.exemptions.select_related("page__locale", "user"),
        "edit_url": reverse("newsroom_election_periods:edit", args=[period.pk]),
    }
    return render(request, "newsroom/admin/election_period.html", context)
