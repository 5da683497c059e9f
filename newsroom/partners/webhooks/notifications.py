"""E-mails to the office about a webhook that was switched off."""

import logging
import smtplib

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.core.mail import send_mail
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.users.models import UserProfile

from newsroom.models import WebhookEndpoint

logger = logging.getLogger(__name__)


def notify_office(endpoint: WebhookEndpoint) -> None:
    """Send an e-mail to each recipient in their language; a failure is logged and not raised."""
    link = settings.WAGTAILADMIN_BASE_URL + reverse("newsroom_webhook", args=[endpoint.pk])
    for user in notification_recipients(endpoint):
        profile = UserProfile.get_for_user(user)
        with translation.override(profile.get_preferred_language()):
            subject = _("The webhook of %(name)s was switched off") % {"name": endpoint.name}
            text = _explanation(endpoint)
            try:
                send_mail(subject, f"{text}\n\n{link}\n", None, [user.email])
            except (smtplib.SMTPException, OSError):
                logger.exception("the notice about webhook %s could not be sent", endpoint.pk)


def _explanation(endpoint: WebhookEndpoint) -> str:
    if endpoint.has_lost_its_secret:
        return _(
            "The secret that signs calls of %(url)s cannot be read with the keys of this "
            "installation, so there are no more calls. Make a new secret and give it to the "
            "partner, then make the webhook active again; what changed meanwhile is sent then."
        ) % {"url": endpoint.url}
    return _(
        "Calls of %(url)s have failed for too long (%(reason)s), so there are no more. "
        "Speak to the partner, then make the webhook active again; what changed meanwhile "
        "is sent then."
    ) % {"url": endpoint.url, "reason": endpoint.disabled_because}


def notification_recipients(endpoint: WebhookEndpoint) -> "QuerySet[AbstractUser]":
    """Return the users whom a group of the site lets change webhooks, else the superusers."""
    users = get_user_model().objects.filter(is_active=True).exclude(email="")
    office = users.filter(
        Q(groups__site_permissions__site=endpoint.site)
        & Q(groups__site_permissions__permission__codename="change_webhookendpoint")
    ).distinct()
    return office if office.exists() else users.filter(is_superuser=True)
