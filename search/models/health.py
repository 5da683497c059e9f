"""Models of index health: comparisons and rebuilds of indexes, and outages of engines."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class IndexTask(models.Model):
    """One comparison or rebuild of one index, requested by a person or by the worker itself.

    The worker runs them one after the other and writes its progress: `done` of `total` statements.
    """

    class Kind(models.TextChoices):
        COMPARE = "compare"
        REBUILD = "rebuild"

    engine = models.CharField(max_length=20)
    language = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=Kind)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    stale = models.PositiveIntegerField(default=0)
    extra = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["finished_at"], name="search_index_task_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.engine}/{self.language}: {self.kind}"

    @property
    def differed(self) -> int:
        """Return how many statements were missing, stale or superfluous."""
        return self.missing + self.stale + self.extra


class EngineOutage(models.Model):
    """An engine that cannot be reached; the row is deleted when it can be reached again."""

    engine = models.CharField(max_length=20, unique=True)
    since = models.DateTimeField(default=timezone.now)
    error = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.engine} since {self.since}"
