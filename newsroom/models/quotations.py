"""Quotations from a draft of the Record, whose final wording may differ."""

import datetime

from django.conf import settings
from django.db import models

# The Senedd publishes the final Record within three working days.
WORKING_DAYS = 3


class DraftQuotation(models.Model):
    """A quotation in a public statement that is marked as taken from the draft Record.

    The rows of a statement are written whenever it is published; the words are those of the block.
    `kept_at` is set when an editor has compared them and keeps them as they are.
    """

    page = models.ForeignKey(
        "newsroom.ArticlePage", on_delete=models.CASCADE, related_name="draft_quotations"
    )
    block_id = models.CharField(max_length=40)
    words = models.TextField()
    speaker = models.CharField(max_length=200, blank=True)
    said_on = models.DateField(null=True)
    source = models.CharField(max_length=1000, blank=True)
    kept_at = models.DateTimeField(null=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "block_id"], name="newsroom_quotation_block")
        ]

    def __str__(self) -> str:
        return self.words[:60]

    def is_final_expected(self, *, today: datetime.date) -> bool:
        """Return whether the Record is final by now. A quotation without a day is to be checked."""
        return self.said_on is None or final_from(self.said_on) <= today


def final_from(said_on: datetime.date) -> datetime.date:
    """Return the day from which the Record of a day is final: three working days later."""
    day, left = said_on, WORKING_DAYS
    while left:
        day += datetime.timedelta(days=1)
        left -= day.weekday() < 5
    return day
