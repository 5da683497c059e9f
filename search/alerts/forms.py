"""Forms with which readers request and change e-mail alerts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from search.models.alerts import SavedSearch


class FrequencyForm(forms.Form):
    """The frequency of digests."""

    frequency = forms.ChoiceField(
        label=_("How often"),
        choices=SavedSearch.Frequency.choices,
        initial=SavedSearch.Frequency.DAILY,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how often.")},
    )


class AlertForm(FrequencyForm):
    """The e-mail address, and the frequency of digests."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"class": "input", "autocomplete": "email"}),
        error_messages={
            "required": _("Enter your e-mail address."),
            "invalid": _("Enter an e-mail address in the correct form, such as name@example.com."),
        },
    )
    field_order = ["email", "frequency"]
