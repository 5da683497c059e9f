"""The operator's form of a new office."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from home.models import OfficeSettings
from home.models.office import fields_in_all_languages
from home.offices.new_office import (
    PRESETS,
    InvalidSpecificationError,
    create_office_with_pages,
    read_specification,
)
from home.offices.provisioning import Office

TEXTS = ("name", "role", "region", "party", "funding", "imprint")
LONG = ("funding", "imprint")


class NewOfficeForm(forms.Form):
    """Asks for the address, the names and the texts that the law requires, in every language."""

    hostname = forms.CharField(label=_("Host name"), max_length=255)
    port = forms.IntegerField(label=_("Port"), initial=443, min_value=1, max_value=65535)
    preset = forms.ChoiceField(
        label=_("Wording to start from"),
        required=False,
        help_text=_("For texts that you leave empty. A suggestion, not legal advice."),
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)
    is_default = forms.BooleanField(
        label=_("Answers for host names that no site has"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["preset"].choices = [("", _("None")), *((name, name) for name in PRESETS)]
        for name in fields_in_all_languages(*TEXTS):
            label = OfficeSettings._meta.get_field(name).verbose_name
            is_long = name.startswith(LONG)
            self.fields[name] = forms.CharField(
                label=capfirst(label),
                required=name.startswith("name"),
                widget=forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput,
            )
        ends = ("email", "is_default")
        self.order_fields([*(name for name in self.fields if name not in ends), *ends])

    def create(self) -> Office | None:
        """Create the office; return None and add errors where something is missing or taken."""
        data = self.cleaned_data
        names = (*fields_in_all_languages(*TEXTS), "email")
        given = {name: data[name] for name in names if data[name]}
        try:
            return create_office_with_pages(
                read_specification(given=given, preset=data["preset"]),
                hostname=data["hostname"],
                port=data["port"],
                is_default=data["is_default"],
            )
        except InvalidSpecificationError:
            text = _("Give the funding statement and the imprint, or choose a wording.")
            for name in fields_in_all_languages(*LONG):
                if not data[name]:
                    self.add_error(name, text)
        except ValidationError as error:
            self.add_error(None, ValidationError(error.messages))
        return None
