"""Admin views in which a manager adds, changes and deactivates the people of the office."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views import generic
from wagtail.log_actions import log
from wagtail.permission_policies import BlanketPermissionPolicy

from newsroom.editing.listings.wide_tables import WIDE_LISTING
from newsroom.editing.management.invitations import send_invitation
from newsroom.editing.management.people_forms import PersonForm
from newsroom.editing.management.people_rights import (
    in_order_of_roles,
    managed_people,
    manages_people,
    role_codes,
    role_name,
)
from newsroom.publishing import log_entries


class ManagedPeopleMixin:
    """Admits those who manage the people of an office, and nobody else."""

    model = get_user_model()
    form_class = PersonForm
    header_icon = "user"
    # `dispatch` decides; Wagtail's permissions on users apply to the whole installation.
    permission_policy = BlanketPermissionPolicy(get_user_model())
    index_url_name = "newsroom_people"
    add_url_name = "newsroom_people_add"
    edit_url_name = "newsroom_person"
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Raise PermissionDenied for everybody else."""
        if not manages_people(request.user):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(  # type: ignore[misc]  # of the view
            request, *args, **kwargs
        )
        return response


class ListPeopleView(ManagedPeopleMixin, generic.IndexView):
    """Lists the people of the user's offices."""

    page_title = _("People of the office")
    add_item_label = _("Add a person")
    table_classname = WIDE_LISTING
    default_ordering = "last_name"
    columns = [
        TitleColumn(
            "name",
            label=_("Name"),
            accessor=get_user_display_name,
            url_name="newsroom_person",
        ),
        Column("email", label=_("E-mail address")),
        Column("roles", label=_("Roles"), accessor=lambda person: _roles(person)),
        Column("state", label=_("Status"), accessor=lambda person: _state(person)),
        Column(
            "factor",
            label=_("Second step at log-in"),
            accessor=lambda person: _has_factor(person),
        ),
        DateColumn("last_login", label=_("Last log-in")),
    ]

    def get_base_queryset(self) -> QuerySet:
        """Return the people whom the user manages."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"))
        people = managed_people(self.request.user).annotate(has_factor=Exists(factors))
        return people.prefetch_related("groups__office_group")


class AddPersonView(ManagedPeopleMixin, generic.CreateView):
    """Adds a person and invites them by e-mail to choose a password."""

    page_title = page_subtitle = _("Add a person")

    def save_instance(self) -> AbstractUser:
        """Save the person, and log the roles."""
        person: AbstractUser = super().save_instance()
        log_roles(person, before=[])
        return person

    def get_success_message(self, instance: AbstractUser) -> str:
        """Invite the person, and say whether the e-mail could be sent."""
        if send_invitation(instance, sender=self.request.user):
            text = gettext("%(name)s is added, and invited by e-mail to choose a password.")
        else:
            text = gettext(
                "%(name)s is added, but the e-mail could not be sent. Ask them to choose a "
                "password at “Forgotten password?” on the log-in page."
            )
        return text % {"name": get_user_display_name(instance)}


class ChangePersonView(ManagedPeopleMixin, generic.EditView):
    """Changes the names, the address, the roles and the log-in of a person."""

    pk_url_kwarg = "person_id"
    success_message = _("“%(object)s” is changed.")

    def save_instance(self) -> AbstractUser:
        """Save the person, and log changes of the roles and of the log-in."""
        # The form has written its values into the object already.
        stored = get_user_model().objects.get(pk=self.object.pk)
        before = role_codes(stored)
        person: AbstractUser = super().save_instance()
        log_roles(person, before=before)
        if person.is_active != stored.is_active:
            action = log_entries.REACTIVATED if person.is_active else log_entries.DEACTIVATED
            log(instance=person, action=action)
        return person

    def get_object(self, queryset: QuerySet | None = None) -> AbstractUser:
        """Return the person; raise Http404 for one whom the user does not manage."""
        person: AbstractUser | None = (
            managed_people(self.request.user).filter(pk=self.kwargs["person_id"]).first()
        )
        if person is None:
            raise Http404
        return person


def log_roles(person: AbstractUser, *, before: list[str]) -> None:
    """Log the roles of a person where they are not those of before."""
    after = role_codes(person)
    if after != before:
        log(instance=person, action=log_entries.ROLES, data={"before": before, "after": after})


def people_urls() -> list:
    """Return the URL patterns."""
    return [
        path("people/", ListPeopleView.as_view(), name="newsroom_people"),
        path("people/add/", AddPersonView.as_view(), name="newsroom_people_add"),
        path("people/<int:person_id>/", ChangePersonView.as_view(), name="newsroom_person"),
    ]


class PeopleMenuItem(MenuItem):
    """The entry in the menu of settings."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user manages people."""
        return manages_people(request.user)


def people_menu_item() -> MenuItem:
    """Return the entry of the menu."""
    return PeopleMenuItem(
        _("People of the office"), reverse("newsroom_people"), icon_name="user", order=590
    )


def _roles(person: AbstractUser) -> str:
    return ", ".join(role_name(group) for group in in_order_of_roles(person.groups.all()))


def _state(person: AbstractUser) -> Any:
    # Translators: of a person.
    active = pgettext_lazy("person", "Active")
    # Translators: of a person.
    return active if person.is_active else pgettext_lazy("person", "May not log in")


def _has_factor(person: AbstractUser) -> Any:
    # Translators: whether a person has a second step at log-in.
    yes = pgettext_lazy("second step", "Yes")
    # Translators: whether a person has a second step at log-in.
    return yes if person.has_factor else pgettext_lazy("second step", "No")
