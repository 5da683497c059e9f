"""Admin views in which an office issues and revokes the API keys of partners."""

import datetime

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.db import transaction
from django.db.models import Q, QuerySet, Sum
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
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
from newsroom.models import PartnerKey
from newsroom.models.partners import SCOPES, every_scope
from newsroom.publishing import log_entries

RECENT_DAYS = 30


class PartnerKeyForm(WagtailAdminModelForm):
    """Edits the partner, the office and the scopes of a key."""

    scopes = forms.MultipleChoiceField(
        label=pgettext_lazy("permission", "May"),
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        initial=every_scope,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["site"]
        if self.instance.pk:
            field.disabled = True  # a key never moves to another office
            field.queryset = Site.objects.filter(pk=self.instance.site_id)
        else:
            policy = policy_registry.get_by_type(PartnerKey)
            field.queryset = policy.sites_user_has_permission_for(self.for_user, "add")
        field.empty_label = None

    def clean_expires_at(self):
        """Refuse an expiry time in the past, unless it is unchanged."""
        expires_at = self.cleaned_data["expires_at"]
        if "expires_at" in self.changed_data and expires_at and expires_at <= timezone.now():
            raise forms.ValidationError(_("This time has passed."))
        return expires_at


class ListKeysView(generic.IndexView):
    """Lists the keys of the user's offices."""

    table_classname = WIDE_LISTING

    def get_base_queryset(self) -> QuerySet:
        """Return the keys that the user may change or revoke, each with its recent requests."""
        policy = policy_registry.get_by_type(PartnerKey)
        keys = policy.instances_user_has_any_permission_for(self.request.user, ["change", "delete"])
        return with_recent_requests(keys.select_related("site"))


class MakeKeyView(generic.CreateView):
    """Creates a key and shows its token once."""

    def form_valid(self, form):
        """Render the token in the response, so that no message, session or redirect holds it."""
        token = form.instance.assign_token()
        form.instance.created_by = self.request.user
        with transaction.atomic():
            key = form.save()
            log(instance=key, action="wagtail.create", user=self.request.user)
        return render(
            self.request,
            "newsroom/admin/partner_key_made.html",
            {"key": key, "token": token, "list_url": self.get_success_url()},
        )


class ChangeKeyView(InstancePermissionMixin, generic.EditView):
    """Changes the scopes and limits of a key."""


class InspectKeyView(InstancePermissionMixin, generic.InspectView):
    """Shows when a key was used and the number of requests on each day."""

    def get_fields_context(self) -> list:
        """Add a line for each of the last days of use."""
        days = self.object.uses.order_by("-day")[:RECENT_DAYS]
        return [
            *super().get_fields_context(),
            *(
                {
                    "label": use.day,
                    "value": ngettext("%(count)s request", "%(count)s requests", use.requests)
                    % {"count": intcomma(use.requests)},
                }
                for use in days
            ),
        ]


class RevokeKeyView(InstancePermissionMixin, generic.DeleteView):
    """Revokes a key. Its row remains, so that its use can still be read."""

    required_permission = "delete"
    page_title = _("Revoke")
    confirmation_message = _("Revoke this key? The partner is refused from now on.")
    success_message = _("“%(object)s” has been revoked.")

    def delete_action(self) -> None:
        """Revoke the key instead of deleting it."""
        with transaction.atomic():
            self.object.revoke()
            log(instance=self.object, action=log_entries.KEY_REVOKED, user=self.request.user)


class KeyHistoryView(InstancePermissionMixin, HistoryView):
    """Shows the changes of a key."""


class KeyUsageView(InstancePermissionMixin, UsageView):
    """Shows the objects that refer to a key."""


class PartnerKeyViewSet(ModelViewSet):
    """The menu entry and the views of partner keys."""

    model = PartnerKey
    icon = "key"
    menu_label = _("Partner keys")
    menu_name = "partner_keys"
    menu_order = 260
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        *("name", "site", "contact", "shown", "scopes", "limit_per_minute"),
        *("created_at", "created_by", "expires_at", "revoked_at", "last_used_at"),
    ]
    index_view_class = ListKeysView
    add_view_class = MakeKeyView
    edit_view_class = ChangeKeyView
    delete_view_class = RevokeKeyView
    inspect_view_class = InspectKeyView
    history_view_class = KeyHistoryView
    usage_view_class = KeyUsageView
    list_display = [
        "name",
        Column("shown", label=_("Begins with")),
        "site",
        Column("state", label=_("Status"), accessor=lambda key: status_label(key)),
        DateColumn("last_used_at", label=_("Last used")),
        Column("recent", label=_("Requests in 30 days"), accessor=lambda key: key.recent or 0),
    ]
    edit_handler = ObjectList(
        [
            FieldPanel(name)
            for name in ("name", "site", "contact", "scopes", "limit_per_minute", "expires_at")
        ],
        base_form_class=PartnerKeyForm,
    )


def status_label(key: PartnerKey):
    """Return the status of a key as one word."""
    if key.revoked_at is not None:
        # Translators: of a key.
        return pgettext_lazy("key", "Revoked")
    if not key.is_valid():
        # Translators: of a key.
        return pgettext_lazy("key", "Expired")
    # Translators: of a key.
    return pgettext_lazy("key", "Valid")


def with_recent_requests(keys: QuerySet) -> QuerySet:
    """Annotate keys with `recent`, the number of requests in the last `RECENT_DAYS` days."""
    begin = timezone.localdate() - datetime.timedelta(days=RECENT_DAYS)
    return keys.annotate(recent=Sum("uses__requests", filter=Q(uses__day__gte=begin)))
