"""The e-mail that invites a new person to choose a password."""

import logging
import smtplib

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from newsroom.editing.mail.recipients import preferred_language

logger = logging.getLogger(__name__)


def send_invitation(person: AbstractUser, *, sender: AbstractUser) -> bool:
    """Send the e-mail in the person's language; return whether it could be sent.

    It names the page at which a password is chosen by e-mail, and holds no secret.
    """
    with translation.override(preferred_language(person)):
        context = {
            "person": person,
            "sender": get_user_display_name(sender),
            "login_url": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_login"),
            "password_url": settings.WAGTAILADMIN_BASE_URL + reverse("wagtailadmin_password_reset"),
        }
        message = EmailMessage(
            _("Your account in Lectern"),
            render_to_string("newsroom/admin/mail/invitation.txt", context),
            to=[person.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        message.send()
    except (smtplib.SMTPException, OSError):
        logger.exception("invitation of user %s failed", person.pk)
        return False
    return True
