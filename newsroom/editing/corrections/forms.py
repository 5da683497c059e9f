"""The forms of a correction and of the withdrawal of a version."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminAutoHeightTextInput

from newsroom.editing.translation.acts import office_time
from newsroom.languages.configured import language_codes, language_name
from newsroom.models.corrections import MAX_NOTE, MAX_REASON

NOW = "now"
LATER = "later"


class CorrectionForm(forms.Form):
    """The note of a correction in each language, which languages it corrects, and when.

    The note is required in the `languages` in which the statement is public. With `both`, the other
    language has a draft that can be corrected too.
    """

    def __init__(self, *args: Any, languages: set[str], both: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in sorted(language_codes(), key=lambda code: (code not in languages, code)):
            self.fields[f"note_{code}"] = forms.CharField(
                label=_("What was wrong: %(language)s") % {"language": language_name(code)},
                required=code in languages,
                max_length=MAX_NOTE,
                strip=True,
                widget=AdminAutoHeightTextInput(attrs={"lang": code}),
                help_text=_(
                    "One or two sentences for readers. Say what the statement said, and what is "
                    "right."
                ),
            )
        if both:
            self.fields["both"] = forms.BooleanField(
                label=_("Correct both languages in the same moment"), required=False
            )
            self.fields["says_the_same"] = forms.BooleanField(
                label=_("After that both languages say the same"), required=False
            )
        self.fields["when"] = forms.ChoiceField(
            label=_("When"),
            widget=forms.RadioSelect,
            choices=[(NOW, _("Now")), (LATER, _("At the day and time below"))],
        )
        self.fields["moment"] = forms.CharField(
            label=_("Day and time"),
            required=False,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        )

    def clean_moment(self) -> datetime | None:
        """Return the time in the office's zone, None for a correction that is published now."""
        if self.cleaned_data.get("when") != LATER:
            return None
        return office_time(self.cleaned_data["moment"])

    @property
    def notes(self) -> Mapping[str, str]:
        """Return the notes of a valid form by language code, without empty ones."""
        return {
            code: text for code in language_codes() if (text := self.cleaned_data[f"note_{code}"])
        }


class VersionWithdrawalForm(forms.Form):
    """The reason for which an earlier version is no longer shown."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON,
        widget=AdminAutoHeightTextInput(),
        help_text=_("Readers see it at the address of the version. Write in its language."),
    )
