"""Where does the office give partners keys to the API, and take them back?"""

import datetime

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.core.exceptions import PermissionDenied
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
from wagtail.permissions import policy_registry

from newsroom.editing.listings.wide_tables import WIDE
from newsroom.models import PartnerKey
from newsroom.models.partners import SCOPES, every_scope

DAYS = 30


class PartnerKeyForm(WagtailAdminModelForm):
    """Asks for the partner, the office and what the key may do."""

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
        else:
            policy = policy_registry.get_by_type(PartnerKey)
            field.queryset = policy.sites_user_has_permission_for(self.for_user, "add")
        field.empty_label = None

    def clean_expires_at(self):
        """Refuse a key that would never work."""
        expires_at = self.cleaned_data["expires_at"]
        if "expires_at" in self.changed_data and expires_at and expires_at <= timezone.now():
            raise forms.ValidationError(_("This time has passed."))
        return expires_at


class OwnKeys:
    """Refuses the key of an office on which the user has no right."""

    permission_on_office = "change"

    def get_object(self, *args, **kwargs):
        """Return the key, or refuse."""
        key = super().get_object(*args, **kwargs)
        policy = policy_registry.get_by_type(PartnerKey)
        if not policy.user_has_permission_for_instance(
            self.request.user, self.permission_on_office, key
        ):
            raise PermissionDenied
        return key


class ListKeysView(generic.IndexView):
    """Lists the keys of the user's own offices."""

    table_classname = WIDE

    def get_base_queryset(self) -> QuerySet:
        """Return the keys with how often each was used lately."""
        policy = policy_registry.get_by_type(PartnerKey)
        keys = policy.instances_user_has_any_permission_for(self.request.user, ["change", "delete"])
        return with_recent_use(keys.select_related("site"))


class MakeKeyView(generic.CreateView):
    """Makes a key and shows it, this once."""

    def form_valid(self, form):
        """Answer with the key itself: it goes through no message, session or redirect."""
        token = form.instance.assign_token()
        form.instance.created_by = self.request.user
        key = form.save()
        return render(
            self.request,
            "newsroom/admin/partner_key_made.html",
            {"key": key, "token": token, "list_url": self.get_success_url()},
        )


class ChangeKeyView(OwnKeys, generic.EditView):
    """Changes what a key may do."""


class InspectKeyView(OwnKeys, generic.InspectView):
    """Shows when a key was used, and how often on each day."""

    def get_fields_context(self) -> list:
        """Add one line for each day."""
        days = self.object.uses.order_by("-day")[:DAYS]
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


class RevokeKeyView(OwnKeys, generic.DeleteView):
    """Closes a key; its row stays, so that what it did can still be read."""

    permission_on_office = "delete"
    page_title = _("Revoke")
    confirmation_message = _("Revoke this key? The partner is refused from now on.")
    success_message = _("“%(object)s” has been revoked.")

    def delete_action(self) -> None:
        """Revoke instead of deleting."""
        self.object.revoke()


class KeyHistoryView(OwnKeys, HistoryView):
    """Shows who changed a key, and when."""


class KeyUsageView(OwnKeys, UsageView):
    """Shows what refers to a key."""


class PartnerKeyViewSet(ModelViewSet):
    """The menu entry."""

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
        Column("state", label=_("Status"), accessor=lambda key: state_of(key)),
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


def state_of(key: PartnerKey):
    """Return what a key is good for now, in a word."""
    if key.revoked_at is not None:
        # Translators: of a key.
        return pgettext_lazy("key", "Revoked")
    if not key.is_valid():
        # Translators: of a key.
        return pgettext_lazy("key", "Expired")
    # Translators: of a key.
    return pgettext_lazy("key", "Valid")


def with_recent_use(keys: QuerySet) -> QuerySet:
    """Add `recent`: the number of requests of the last days."""
    begin = timezone.localdate() - datetime.timedelta(days=DAYS)
    return keys.annotate(recent=Sum("uses__requests", filter=Q(uses__day__gte=begin)))
