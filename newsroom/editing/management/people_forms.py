"""The form of a person of the office."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.users.models import UserProfile

from newsroom.editing.management.people_rights import assignable_groups, role_name
from newsroom.editing.rights.offices import office_label
from newsroom.languages.configured import active_language, language_choices
from newsroom.models import Role

DUTIES = {
    Role.WRITER: _("writes statements, changes their own and submits them"),
    Role.TRANSLATOR: _("translates statements that others wrote, and submits the translations"),
    Role.EDITOR: _("writes and changes everything, and checks what others submit"),
    Role.MANAGER: _("approves, publishes and schedules, and manages people and settings"),
}


class PersonForm(WagtailAdminModelForm):
    """Edits names, e-mail address, language and roles of a person."""

    first_name = forms.CharField(label=_("First name"), max_length=150)
    last_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(label=_("E-mail address"))
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("Of the admin, and of e-mails to this person.")
    )
    roles = forms.ModelMultipleChoiceField(
        label=_("Roles"), queryset=Group.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    is_active = forms.BooleanField(
        label=_("May log in"),
        required=False,
        help_text=_("Take this away from people who leave. What they wrote stays."),
    )

    class Meta:
        model = get_user_model()
        fields = ("username", "first_name", "last_name", "email", "is_active")
        field_order = ("username", "first_name", "last_name", "email")

    field_order = (
        *("username", "first_name", "last_name", "email", "language", "roles", "is_active"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = assignable_groups(self.for_user)
        self.fields["roles"].queryset = Group.objects.filter(pk__in=[row.pk for row in groups])
        self.fields["roles"].choices = [(row.pk, label) for row, label in _labelled(groups)]
        self.fields["language"].choices = language_choices()
        if self.instance.pk:
            self.initial["roles"] = list(self.instance.groups.all())
            profile = UserProfile.get_for_user(self.instance)
            self.initial["language"] = profile.preferred_language or settings.LANGUAGE_CODE
            self.fields["username"].disabled = True
        else:
            self.initial["language"] = active_language()
            del self.fields["is_active"]
        if self.instance.pk == self.for_user.pk:
            # Nobody locks themselves out: another manager or the operator changes these.
            for name in ("roles", "is_active"):
                self.fields[name].disabled = True

    def save(self, commit: bool = True) -> AbstractUser:
        """Save the person, the groups and the language. A new one gets a password nobody knows."""
        if not self.instance.pk:
            # Not an unusable one: with that, a password could not be chosen by e-mail.
            self.instance.set_password(get_random_string(40))
        person: AbstractUser = super().save(commit=commit)
        person.groups.set(self.cleaned_data["roles"])
        profile = UserProfile.get_for_user(person)
        profile.preferred_language = self.cleaned_data["language"]
        profile.save()
        return person


def _labelled(groups: list[Group]) -> Iterator[tuple[Group, str]]:
    """Yield each group with its role, its office where there are several, and its duties."""
    rows = {group.pk: getattr(group, "office_group", None) for group in groups}
    has_several = len({row.site_id for row in rows.values() if row}) > 1
    for group in groups:
        row, label = rows[group.pk], role_name(group)
        if row and has_several:
            label = f"{label}, {office_label(row.site)}"
        yield group, f"{label}: {DUTIES[Role(row.role)]}" if row else label
