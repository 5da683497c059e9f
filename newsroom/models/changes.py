"""State of the change feed, which tells partners about changes to public statements."""

import uuid

from django.db import models
from django.utils import timezone


class TouchedPage(models.Model):
    """A page that may have changed, recorded in the transaction of the change.

    Rows are only added and consumed, so no editor waits for another. A change that is rolled back
    leaves no row, and a committed change always has one.
    """

    page_id = models.PositiveBigIntegerField()
    touched_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"page {self.page_id}"


class ToldState(models.Model):
    """The state of a page that was last reported to partners.

    The next change is the difference from it. `due_at` is the next moment at which time alone makes
    the page public or ends its publication.
    """

    page_id = models.PositiveBigIntegerField(primary_key=True)
    translation_key = models.UUIDField(db_index=True)
    is_public = models.BooleanField()
    site_id = models.PositiveBigIntegerField(null=True)
    language = models.CharField(max_length=10)
    url = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    corrections = models.PositiveIntegerField(default=0)  # how many
    due_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.url or f"page {self.page_id}"


class ChangeFeed(models.Model):
    """The head of the change feed, in a single row.

    A transaction that adds changes holds this row locked until it commits. `epoch` changes when
    positions no longer mean what they meant, for example after an older backup was restored.
    """

    ONLY = 1

    epoch = models.UUIDField(default=uuid.uuid4)
    head = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.epoch}:{self.head}"


class Change(models.Model):
    """An entry of the change feed. It holds no content, so no withdrawn content survives in it.

    `position` is assigned after the reported change was committed, by one transaction at a time, so
    a lower number never appears later. There are no foreign keys, because the page may have been
    deleted.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published"
        EDITED = "edited"
        CORRECTED = "corrected"
        MOVED = "moved"
        WITHDRAWN = "withdrawn"
        DELETED = "deleted"

    GONE = (Kind.WITHDRAWN, Kind.DELETED)

    position = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    page_id = models.PositiveBigIntegerField()
    translation_key = models.UUIDField()
    site_id = models.PositiveBigIntegerField()
    language = models.CharField(max_length=10)
    url = models.TextField()
    previous_url = models.TextField(blank=True)
    noticed_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["page_id", "position"], name="newsroom_change_of_page"),
            models.Index(
                fields=["site_id", "language", "position"], name="newsroom_change_of_site"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.kind} {self.page_id}"

    @property
    def is_gone(self) -> bool:
        """Return whether the page stopped being public with this change."""
        return self.kind in self.GONE
