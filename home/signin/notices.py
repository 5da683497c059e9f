"""E-mails that tell a person of a change to their log-in, and the entries in Wagtail's log."""

import logging
import smtplib

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.utils import get_user_display_name
from wagtail.log_actions import LogActionRegistry, log

from newsroom.editing.mail.recipients import preferred_language

logger = logging.getLogger(__name__)

APP_ADDED = gettext_lazy("An authenticator app was set up for your log-in.")
APP_REMOVED = gettext_lazy("The authenticator app was removed from your log-in.")
PASSKEY_ADDED = gettext_lazy("A passkey was added to your log-in.")
PASSKEY_REMOVED = gettext_lazy("A passkey was removed from your log-in.")
CODES_RENEWED = gettext_lazy("You have new recovery codes. The earlier ones no longer work.")
MANY_CODES = gettext_lazy(
    "Somebody who knows your password tried many wrong codes. Choose another password."
)
RESET = gettext_lazy(
    "An operator has removed the second step from your log-in, and ended your sessions. You can "
    "set up another one when you log in."
)

ADDED, REMOVED, RENEWED, RESET_ACTION = (
    "signin.factor_added",
    "signin.factor_removed",
    "signin.codes_renewed",
    "signin.factor_reset",
)


def register_log_actions(actions: LogActionRegistry) -> None:
    """Name the entries."""
    actions.register_action(ADDED, _("Add a second step"), _("Added a second step to the log-in"))
    actions.register_action(
        REMOVED, _("Remove a second step"), _("Removed a second step from the log-in")
    )
    actions.register_action(RENEWED, _("Renew recovery codes"), _("Renewed the recovery codes"))
    actions.register_action(
        RESET_ACTION,
        _("Reset the second step"),
        _("Removed every second step from the log-in, by an operator's command"),
    )


def record(person: AbstractUser, action: str, text: str | Promise) -> None:
    """Write a change to a person's log-in into Wagtail's log, and tell the person."""
    log(instance=person, action=action, user=None if action == RESET_ACTION else person)
    tell(person, text)


def tell_of_recovery_code(person: AbstractUser, *, left: int) -> None:
    """Tell a person that a recovery code was used, and how many there are still."""
    with translation.override(preferred_language(person)):
        text = ngettext(
            "A recovery code was used to log in as you. %(left)s is left.",
            "A recovery code was used to log in as you. %(left)s are left.",
            left,
        ) % {"left": left}
    tell(person, text)


def tell(person: AbstractUser, text: str | Promise) -> None:
    """Send a person an e-mail in their language; what fails is in the log."""
    if not person.email:
        return
    with translation.override(preferred_language(person)):
        context = {
            "name": person.first_name or get_user_display_name(person),
            "text": text,
            "base_url": settings.WAGTAILADMIN_BASE_URL,
        }
        message = EmailMessage(
            _("Your log-in to Lectern"),
            render_to_string("home/mail/signin.txt", context),
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        logger.exception("notice to user %s failed", person.pk)
