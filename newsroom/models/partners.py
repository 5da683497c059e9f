"""Partners' keys to the API, their usage, and the state token of the public content."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site

PREFIX = "lectern_"
SHOWN_CHARACTERS = len(PREFIX) + 4
SCOPES = [
    ("read", _("Read statements, pages and search")),
    ("changes", _("Follow changes")),
]


def new_token() -> str:
    """Return a key: 256 random bits after a prefix that scanners for leaked keys recognise."""
    return PREFIX + secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """Return the digest of a key, as stored in the database.

    The key is random and long, so no slow hash is needed.
    """
    return hashlib.sha256(token.encode()).hexdigest()


def every_scope() -> list[str]:
    """Return the names of all scopes."""
    return [name for name, _label in SCOPES]


class PartnerKey(models.Model):
    """A partner's key to the API of one site. The key itself is shown once and never stored."""

    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", verbose_name=_("site")
    )
    name = models.CharField(
        _("partner"), max_length=150, help_text=_("Who uses the key, and where.")
    )
    contact = models.EmailField(
        _("contact"), blank=True, help_text=_("Whom to write to when something is wrong.")
    )
    scopes = models.JSONField(
        # Translators: the verb, above what a key may do. Without context it is a month.
        pgettext_lazy("permission", "may"),
        default=every_scope,
    )
    limit_per_minute = models.PositiveIntegerField(
        _("requests a minute"),
        default=600,
        validators=[MinValueValidator(1), MaxValueValidator(100_000)],
    )
    expires_at = models.DateTimeField(
        _("expires"), null=True, blank=True, help_text=_("Leave empty for a key without end.")
    )
    shown = models.CharField(_("begins with"), max_length=20, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("partner key")
        verbose_name_plural = _("partner keys")
        ordering = ["name", "-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.shown}…)"

    def assign_token(self) -> str:
        """Give an unsaved key its secret and return the secret, which is shown only this once."""
        token = new_token()
        self.shown = token[:SHOWN_CHARACTERS]
        self.digest = token_digest(token)
        return token

    def is_valid(self, *, now: datetime.datetime | None = None) -> bool:
        """Return whether the key grants access at `now` (default: the current time)."""
        now = now or timezone.now()
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > now)

    def revoke(self) -> None:
        """Revoke the key permanently."""
        self.revoked_at = self.revoked_at or timezone.now()
        self.save(update_fields=["revoked_at"])

    revoke.alters_data = True


class PartnerUse(models.Model):
    """The number of requests with a key on one day."""

    key = models.ForeignKey(PartnerKey, on_delete=models.CASCADE, related_name="uses")
    day = models.DateField()
    requests = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "day"], name="newsroom_partner_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.day}: {self.requests}"


class RequestWindow(models.Model):
    """The number of requests granted to a client in the minute that began at `started`."""

    client = models.CharField(max_length=64)
    started = models.PositiveBigIntegerField(db_index=True)
    granted = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "started"], name="newsroom_window_once")
        ]

    def __str__(self) -> str:
        return f"{self.client} {self.started}: {self.granted}"
