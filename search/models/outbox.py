"""Models of the transactional outbox: changed pages, and the runs that index them."""

from django.db import models
from django.utils import timezone

# The reason of a row that is due when a page goes live or expires.
DUE = "due"


class OutboxEntry(models.Model):
    """A page that may have changed, for one engine; written in the transaction of the change.

    Rows are only inserted, so that no editor waits for another; several rows of one page are
    processed together, in the order of `id`. `version` is empty until the row is done, then the
    version that was written; done rows are retained for a while for a rebuild to replay.
    No foreign key: the engine must be notified of deleted pages as well.
    """

    engine = models.CharField(max_length=20)
    page_id = models.PositiveBigIntegerField()
    reason = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)
    next_try_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    version = models.PositiveBigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["engine", "version", "next_try_at"], name="search_outbox_due"),
            models.Index(fields=["page_id"], name="search_outbox_page"),
        ]

    def __str__(self) -> str:
        return f"{self.engine}: page {self.page_id}, {self.reason}"


class IndexingRun(models.Model):
    """One reading of the database for an engine. Its primary key is the version of its writes.

    The version is drawn before the pages are read: a run with a higher version has read later, so
    the engine keeps the higher version whichever arrives last.
    """

    class Kind(models.TextChoices):
        OUTBOX = "outbox"
        REBUILD = "rebuild"
        RECONCILE = "reconcile"

    engine = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=Kind)
    started_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.engine}: {self.kind} {self.pk}"
