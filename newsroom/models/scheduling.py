"""Does the worker run, and what could it not publish?"""

from django.db import models
from wagtail.models import Page


class WorkerHeartbeat(models.Model):
    """One row for each job of the worker: when it last began, ended and succeeded."""

    job = models.CharField(max_length=50, primary_key=True)
    interval = models.DurationField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, help_text="The last error, empty after a success.")

    def __str__(self) -> str:
        return self.job


class ScheduleFailure(models.Model):
    """A page that could not be published or taken down when it was due; kept until it is."""

    class Action(models.TextChoices):
        PUBLISH = "publish"
        EXPIRE = "expire"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="schedule_failures")
    action = models.CharField(max_length=10, choices=Action)
    due_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    last_attempt_at = models.DateTimeField(auto_now=True)
    next_attempt_at = models.DateTimeField()
    error = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "action"], name="newsroom_schedule_failure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.page_id}"
