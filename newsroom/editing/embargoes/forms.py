"""Forms of the embargo page: the moment, the reason of a lift, and a journalist's link."""

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateTimeInput

from newsroom.models import EmbargoLink


def zone_help() -> str:
    """Return the sentence that names the time zone in which times are entered."""
    zone = timezone.get_current_timezone_name() or settings.TIME_ZONE
    return gettext("Day and time, in the time zone %(zone)s.") % {"zone": zone}


class EmbargoForm(forms.Form):
    """The moment before which nobody may read the page, and why it is moved forward."""

    until = forms.DateTimeField(label=_("Not before"), widget=AdminDateTimeInput)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        help_text=_("Needed for an earlier moment. It is kept in the history."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = zone_help()


class LiftForm(forms.Form):
    """The reason for which an embargo is lifted."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("It is kept in the history.")
    )


class LinkForm(forms.ModelForm):
    """A link for one journalist."""

    class Meta:
        model = EmbargoLink
        fields = ["name", "email", "expires_at"]
        widgets = {"expires_at": AdminDateTimeInput}

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expires_at"].help_text = zone_help()
