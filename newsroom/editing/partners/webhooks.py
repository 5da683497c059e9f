"""Admin views in which an office edits webhooks and sees their deliveries."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.models import Site
from wagtail.permissions import policy_registry

from newsroom.editing.listings.wide_tables import WIDE_LISTING
from newsroom.editing.rights.instance_permissions import InstancePermissionMixin
from newsroom.models import WebhookEndpoint, WebhookMessage
from newsroom.models.webhooks import EVENTS, every_event
from newsroom.partners.webhooks.delivery import create_test_message, replay
from newsroom.publishing import log_entries

MESSAGE_ROWS = 50


class WebhookForm(WagtailAdminModelForm):
    """Edits the partner, the URL and the events of a webhook."""

    events = forms.MultipleChoiceField(
        label=_("Events"), choices=EVENTS, widget=forms.CheckboxSelectMultiple, initial=every_event
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        if self.instance.pk:
            field.disabled = True  # its messages and its position in the feed belong to one office
            field.queryset = Site.objects.filter(pk=self.instance.site_id)
        else:
            policy = policy_registry.get_by_type(WebhookEndpoint)
            field.queryset = policy.sites_user_has_permission_for(self.for_user, "add")
        field.empty_label = None


class ListWebhooksView(generic.IndexView):
    """Lists the webhooks of the user's offices."""

    table_classname = WIDE_LISTING

    def get_base_queryset(self) -> QuerySet:
        """Return the webhooks that the user may change or delete."""
        return editable_webhooks(self.request).select_related("site")

    def get_edit_url(self, instance) -> str:
        """Return the URL of the view that shows the deliveries."""
        return reverse("newsroom_webhook", args=[instance.pk])


class AddWebhookView(generic.CreateView):
    """Adds a webhook, then shows its secret and its deliveries."""

    def get_success_url(self) -> str:
        """Return the URL of the view that shows the secret."""
        return reverse("newsroom_webhook", args=[self.object.pk])


class ChangeWebhookView(InstancePermissionMixin, generic.EditView):
    """Changes the URL and the events of a webhook."""

    def get_success_url(self) -> str:
        """Return the URL of the view that shows the deliveries."""
        return reverse("newsroom_webhook", args=[self.object.pk])


class DeleteWebhookView(InstancePermissionMixin, generic.DeleteView):
    """Deletes a webhook with its messages."""

    required_permission = "delete"


class WebhookHistoryView(InstancePermissionMixin, HistoryView):
    """Shows the changes of a webhook."""


class WebhookUsageView(InstancePermissionMixin, UsageView):
    """Shows the objects that refer to a webhook."""


class WebhookViewSet(ModelViewSet):
    """The menu entry and the views of webhooks."""

    model = WebhookEndpoint
    icon = "globe"
    menu_label = _("Webhooks")
    menu_name = "webhooks"
    menu_order = 270
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = ListWebhooksView
    add_view_class = AddWebhookView
    edit_view_class = ChangeWebhookView
    delete_view_class = DeleteWebhookView
    history_view_class = WebhookHistoryView
    usage_view_class = WebhookUsageView
    list_display = [
        "name",
        "url",
        "site",
        Column("state", label=_("Status"), accessor=lambda endpoint: status_label(endpoint)),
        DateColumn("failing_since", label=_("Failing since")),
    ]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "site", "url", "events", "language", "is_active")],
        base_form_class=WebhookForm,
    )


def editable_webhooks(request: HttpRequest) -> QuerySet:
    """Return the webhooks that the user may change or delete."""
    policy = policy_registry.get_by_type(WebhookEndpoint)
    return policy.instances_user_has_any_permission_for(request.user, ["change", "delete"])


def status_label(endpoint: WebhookEndpoint):
    """Return the status of a webhook in a few words."""
    if endpoint.has_lost_its_secret:
        return _("Switched off: its secret cannot be read")
    if endpoint.disabled_at is not None:
        return _("Switched off after failures")
    if not endpoint.is_active:
        return _("Not active")
    return _("Failing") if endpoint.failing_since else _("In order")


@sensitive_variables("endpoint")
@require_http_methods(["GET", "POST"])
def webhook(request: HttpRequest, endpoint_id: int) -> HttpResponse:
    """Show secret and deliveries. On POST, send a test, send again or create a new secret."""
    endpoint = get_object_or_404(WebhookEndpoint, pk=endpoint_id)
    policy = policy_registry.get_by_type(WebhookEndpoint)
    if not policy.user_has_permission_for_instance(request.user, "change", endpoint):
        raise PermissionDenied
    if request.method == "POST":
        _perform_action(request, endpoint)
        return redirect("newsroom_webhook", endpoint.pk)
    rows = endpoint.messages.order_by("-created_at", "-pk").prefetch_related("log")
    context = {
        "endpoint": endpoint,
        "state": status_label(endpoint),
        "message_rows": rows[:MESSAGE_ROWS],
        "edit_url": reverse("newsroom_webhooks:edit", args=[endpoint.pk]),
    }
    response = render(request, "newsroom/admin/webhook.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _perform_action(request: HttpRequest, endpoint: WebhookEndpoint) -> None:
    action = request.POST.get("action")
    if action == "rotate":
        with transaction.atomic():
            endpoint.rotate_secret()
            log(instance=endpoint, action=log_entries.RENEWED, user=request.user)
        if endpoint.encrypted_previous_secret:
            text = gettext("For a day, calls are signed with the new secret and the old one.")
        else:
            text = gettext("Give the new secret to the partner: the old one is lost.")
        messages.success(request, text)
    elif action == "test":
        create_test_message(endpoint)
        messages.success(request, gettext("A test goes out within seconds."))
    elif action in ("replay", "replay_failed"):
        chosen = endpoint.messages.filter(state=WebhookMessage.State.GIVEN_UP)
        if action == "replay":
            number = request.POST.get("message", "")
            chosen = endpoint.messages.filter(pk=int(number) if number.isdecimal() else 0)
        with transaction.atomic():
            replay(chosen)
            log(instance=endpoint, action=log_entries.SENT_AGAIN, user=request.user)
        messages.success(request, gettext("The messages go out again within seconds."))
