"""What have partners been told of the public statements, and in which order?"""

import uuid

from django.db import models
from django.utils import timezone


class TouchedPage(models.Model):
    """A page that may have changed; written in the transaction of the change.

    Rows are only ever added and worked off, so no editor waits for another, a change that is
    rolled back leaves none, and one that was committed is never forgotten.
    """

    page_id = models.PositiveBigIntegerField()
    touched_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"page {self.page_id}"


class ToldState(models.Model):
    """What partners were last told of a page. The next change is the difference from it.

    `due_at` is the next moment at which time alone makes the page public or ends that.
    """

    page_id = models.PositiveBigIntegerField(primary_key=True)
    translation_key = models.UUIDField(db_index=True)
    is_public = models.BooleanField()
    site_id = models.PositiveBigIntegerField(null=True)
    language = models.CharField(max_length=10)
    url = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    due_at = models.DateTimeField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.url or f"page {self.page_id}"


class ChangeFeed(models.Model):
    """One row: the head of the feed. Whoever adds changes holds it locked until the commit.

    `epoch` changes when positions no longer mean what they meant, as after an older copy of the
    database was put back.
    """

    ONLY = 1

    epoch = models.UUIDField(default=uuid.uuid4)
    head = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.epoch}:{self.head}"


class Change(models.Model):
    """One thing that partners are told. Holds no content, so nothing withdrawn lives on in it.

    `position` is given after the change that it reports was committed, one transaction at a time:
    no lower number ever appears later. No foreign keys: the page may be gone.
    """

    class Kind(models.TextChoices):
        PUBLISHED = "published"
        EDITED = "edited"
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
        """Return whether the page left the public with this change."""
        return self.kind in self.GONE
