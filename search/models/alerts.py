"""Models of e-mail alerts: saved searches and the statements that are new to them."""

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Site

LONGEST_QUERY = 4000


class SavedSearch(models.Model):
    """A search whose new results a reader receives by e-mail.

    Until `confirmed_at` is set, only the request for confirmation is sent. Unsubscribing deletes
    the row and everything about the reader.
    """

    class Frequency(models.TextChoices):
        DAILY = "daily", _("Every day")
        WEEKLY = "weekly", _("Every week")

    # Identifies the alert in links; the primary key would reveal how many alerts there are.
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    language = models.CharField(max_length=10)
    # The parameters of the results page's address, in canonical order.
    query = models.TextField(blank=True, max_length=LONGEST_QUERY)
    query_digest = models.CharField(max_length=64)
    frequency = models.CharField(max_length=10, choices=Frequency, default=Frequency.DAILY)
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True)
    # When the request for confirmation is due; empty once it was sent.
    letter_due_at = models.DateTimeField(null=True)
    # The position in the change feed up to which the reader was notified.
    after = models.PositiveBigIntegerField(default=0)
    next_digest_at = models.DateTimeField(null=True)
    last_sent_at = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    refusals = models.PositiveIntegerField(default=0)
    # Kind and code of the failure only: messages of mail servers contain the address.
    last_error = models.CharField(max_length=100, blank=True)
    disabled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("e-mail alert")
        verbose_name_plural = _("e-mail alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["email", "site", "language", "query_digest"], name="search_saved_once"
            )
        ]
        indexes = [
            models.Index(fields=["next_digest_at"], name="search_saved_digest_due"),
            models.Index(fields=["letter_due_at"], name="search_saved_letter_due"),
        ]

    def __str__(self) -> str:
        # Not the e-mail address: this is written to logs.
        return f"alert {self.pk}"

    @property
    def is_active(self) -> bool:
        """Return whether digests are sent."""
        return self.confirmed_at is not None and self.disabled_at is None


class Arrival(models.Model):
    """A statement that became public on a site for the first time.

    `position` is its position in the change feed, which is assigned after the commit, so that no
    row appears below a position that was already read. A statement that was unpublished and is
    published again has no second row.
    """

    page_id = models.PositiveBigIntegerField()
    site_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10)
    position = models.PositiveBigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page_id", "site_id"], name="search_arrival_once")
        ]
        indexes = [
            models.Index(fields=["site_id", "language", "position"], name="search_arrival_of_site")
        ]

    def __str__(self) -> str:
        return f"{self.position}: page {self.page_id}"


class AskingCount(models.Model):
    """The number of requests for alerts of one e-mail address or network on a day, by digest."""

    client = models.CharField(max_length=64)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "day"], name="search_asking_once")]

    def __str__(self) -> str:
        return f"{self.day}: {self.count}"
