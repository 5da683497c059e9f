"""Heartbeats of the worker's jobs, and failures of scheduled publication."""

from django.db import models
from wagtail.models import Page


class WorkerHeartbeat(models.Model):
    """The times at which a job of the worker last started, finished and succeeded."""

    job = models.CharField(max_length=50, primary_key=True)
    interval = models.DurationField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, help_text="The last error, empty after a success.")

    def __str__(self) -> str:
        return self.job


class ScheduleFailure(models.Model):
    """A page that could not be published or unpublished when it was due.

    The row is deleted when a later attempt succeeds or the page is no longer due.
    """

    class Action(models.TextChoices):
        PUBLISH = "publish"
        EXPIRE = "expire"

    # Without a constraint, because an editor may delete the page while the worker adds the row.
    # The worker deletes rows of deleted pages.
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="schedule_failures", db_constraint=False
    )
    action = models.CharField(max_length=10, choices=Action)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_attempt_at = models.DateTimeField(auto_now=True)
    next_attempt_at = models.DateTimeField()
    error = models.TextField()
    refusal = models.JSONField(
        default=list, blank=True, help_text="What the gate objected to; empty after an error."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "action"], name="newsroom_schedule_failure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.page_id}"
