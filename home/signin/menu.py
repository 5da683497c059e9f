"""The entry on the page of a person's account that leads to their log-in."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _


def own_login_item(request: HttpRequest) -> dict[str, str]:
    """Return the entry, as Wagtail's hook wants it."""
    return {
        "url": reverse("signin_factors"),
        "label": _("Your log-in"),
        "help_text": _("Second step, recovery codes and sessions."),
    }
