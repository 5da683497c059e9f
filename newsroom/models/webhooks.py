"""Webhooks of partners, their messages, and the log of attempts to deliver them."""

import base64
import contextlib
import secrets
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

from newsroom.encryption import UnreadableSecretError, decrypt, encrypt
from newsroom.languages.configured import language_choices
from newsroom.network.public_addresses import RefusedAddressError, check_address

SECRET_BYTES = 32
# How long both secrets sign messages after a rotation, so that the partner can switch.
OVERLAP = timedelta(hours=24)
EVENTS = [
    ("published", _("Published")),
    ("edited", _("Edited")),
    ("corrected", _("Corrected")),
    ("moved", _("Moved to another address")),
    ("withdrawn", _("Withdrawn")),
    ("deleted", _("Deleted")),
]

# The stored reason of an endpoint that was switched off because no key decrypts its secret.
LOST_SECRET = "unreadable secret"  # noqa: S105  (a reason)

# The fields that the office edits.
OFFICE_FIELDS = ("site", "name", "url", "events", "language", "is_active")


def new_secret() -> str:
    """Return a secret in the format of Standard Webhooks: `whsec_` and 256 bits in Base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def new_encrypted_secret() -> str:
    """Return a new secret as it is stored."""
    return encrypt(new_secret())


def every_event() -> list[str]:
    """Return the names of all events."""
    return [name for name, _label in EVENTS]


def new_message_id() -> str:
    """Return an identifier by which a partner recognises a message that arrives twice."""
    return f"msg_{uuid.uuid4().hex}"


class WebhookEndpoint(models.Model):
    """A partner's address that receives a message after each change of one site."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    name = models.CharField(_("partner"), max_length=150, help_text=_("Whose address this is."))
    url = models.URLField(
        _("address"),
        max_length=1000,
        help_text=_("Called by POST after each change. It must begin with https://."),
    )
    events = models.JSONField(_("events"), default=every_event)
    language = models.CharField(
        _("language"),
        max_length=10,
        blank=True,
        choices=language_choices(),
        help_text=_("Leave empty for both."),
    )
    is_active = models.BooleanField(
        _("active"),
        default=True,
        help_text=_("What changes meanwhile is sent when it is made active again."),
    )
    # The columns have the names of the time when they held plain text.
    encrypted_secret = models.TextField(
        default=new_encrypted_secret, editable=False, db_column="secret"
    )
    encrypted_previous_secret = models.TextField(
        blank=True, editable=False, db_column="previous_secret"
    )
    previous_until = models.DateTimeField(null=True, editable=False)
    # The last change with a message; None until the worker first processes the endpoint.
    position = models.PositiveBigIntegerField(null=True, editable=False)
    failing_since = models.DateTimeField(null=True, editable=False)
    disabled_at = models.DateTimeField(_("switched off"), null=True, editable=False)
    disabled_because = models.TextField(blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Reject an address that would never be called, and an endpoint without events."""
        try:
            check_address(self.url)
        except RefusedAddressError as error:
            raise ValidationError({"url": str(error)}) from error
        if not self.events or set(self.events) - set(every_event()):
            raise ValidationError({"events": _("Choose at least one event.")})

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Save the endpoint. When it is activated again, its record of failures is cleared.

        For an existing endpoint, only the fields that the office edits are written. The worker may
        have changed the others since the endpoint was read.
        """
        if update_fields is None and not self._state.adding:
            update_fields = [*OFFICE_FIELDS]
            if self.is_active:
                self.disabled_at = self.failing_since = None
                self.disabled_because = ""
                update_fields += ["disabled_at", "failing_since", "disabled_because"]
        super().save(*args, update_fields=update_fields, **kwargs)

    save.alters_data = True

    @property
    def secret(self) -> str:
        """Return the secret that signs messages; raises `UnreadableSecretError`."""
        return decrypt(self.encrypted_secret)

    @property
    def has_readable_secret(self) -> bool:
        """Return whether a key of the settings decrypts the secret."""
        try:
            return bool(self.secret)
        except UnreadableSecretError:
            return False

    @property
    def has_lost_its_secret(self) -> bool:
        """Return whether the endpoint was switched off because its secret was unreadable."""
        return self.disabled_at is not None and self.disabled_because == LOST_SECRET

    @property
    def disabled_reason(self) -> str:
        """Return why the endpoint was switched off, for people."""
        if self.has_lost_its_secret:
            return gettext("its secret cannot be read")
        return self.disabled_because

    def rotate_secret(self, *, now: datetime | None = None) -> None:
        """Create a new secret. For a day, messages are also signed with the old one.

        An old secret that cannot be read is dropped.
        """
        readable = self.has_readable_secret
        self.encrypted_previous_secret = self.encrypted_secret if readable else ""
        self.previous_until = (now or timezone.now()) + OVERLAP if readable else None
        self.encrypted_secret = new_encrypted_secret()
        self.save(update_fields=["encrypted_secret", "encrypted_previous_secret", "previous_until"])

    rotate_secret.alters_data = True

    def forget_expired_secret(self, *, now: datetime | None = None) -> None:
        """Delete the previous secret when it no longer signs messages."""
        if self.previous_until is None or self.previous_until > (now or timezone.now()):
            return
        expired = type(self).objects.filter(pk=self.pk, previous_until=self.previous_until)
        self.encrypted_previous_secret, self.previous_until = "", None
        expired.update(encrypted_previous_secret="", previous_until=None)

    forget_expired_secret.alters_data = True

    def signing_secrets(self, *, now: datetime | None = None) -> list[str]:
        """Return the secrets that sign messages at `now`, newest first.

        Raises `UnreadableSecretError` where the newest one cannot be read.
        """
        found = [self.secret]
        now = now or timezone.now()
        if self.encrypted_previous_secret and self.previous_until and self.previous_until > now:
            with contextlib.suppress(UnreadableSecretError):
                found.append(decrypt(self.encrypted_previous_secret))
        return found


class WebhookMessage(models.Model):
    """A message to one endpoint, until it is delivered or given up. It holds no content."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="messages")
    message_id = models.CharField(max_length=40, unique=True, default=new_message_id)
    event = models.CharField(max_length=30)
    position = models.PositiveBigIntegerField(null=True)
    payload = models.JSONField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="newsroom_webhook_due"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint", "position"], name="newsroom_webhook_message_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.message_id} ({self.event})"


class WebhookAttempt(models.Model):
    """One delivery attempt: time, duration and status. Request and response are not stored."""

    message = models.ForeignKey(WebhookMessage, on_delete=models.CASCADE, related_name="log")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    milliseconds = models.PositiveIntegerField()
    error = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.message_id} {self.number}: {self.status or self.error}"
