"""Corrections of public statements, and the texts that were public before."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

MAX_NOTE = 1000
MAX_REASON = 500


class StatementVersion(models.Model):
    """A text of a statement that was public and has been replaced or taken down since.

    The present text is the page itself, so a statement that never changed has no row. Wagtail's
    revisions would not do: `purge_revisions` deletes them, imported statements have none, and they
    do not tell which of them was public.

    `number` counts the public texts of one page from 1. `content` holds the words and the
    references of `CONTENT_FIELDS`; it is emptied when the version is withdrawn.
    """

    page = models.ForeignKey(
        "newsroom.ArticlePage", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    content = models.JSONField(encoder=DjangoJSONEncoder)
    # Unknown where an imported statement does not say when it was published.
    public_from = models.DateTimeField(null=True)
    public_until = models.DateTimeField()
    # Whether nothing took its place at once: the statement was unpublished or expired.
    was_taken_down = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawal_reason = models.CharField(_("reason"), max_length=MAX_REASON, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="newsroom_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}, version {self.number}"


class Correction(models.Model):
    """A mistake in a public statement that was corrected, with a note for readers.

    `notes` has the note by language code: in the language of the statement, and in the other one
    where the statement exists in both. `number` is that of the version that held the mistake. The
    page keeps a copy of its notes in `corrections`, so that showing them needs no query.
    """

    page = models.ForeignKey(
        "newsroom.ArticlePage", on_delete=models.CASCADE, related_name="correction_rows"
    )
    number = models.PositiveIntegerField()
    notes = models.JSONField()
    corrected_at = models.DateTimeField(default=timezone.now, db_index=True)
    # For the office only.
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-corrected_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.page_id}, corrected {self.corrected_at:%Y-%m-%d}"

    def as_shown(self) -> dict[str, Any]:
        """Return what the page stores of the correction, as JSON."""
        return {
            "at": self.corrected_at.isoformat(),
            "version": self.number,
            "notes": dict(self.notes),
        }


class PlannedCorrection(models.Model):
    """The note of a correction that goes out with a scheduled version of a statement.

    It holds only while `revision` is scheduled; whoever reads it compares. `notes` are as those of
    a correction.
    """

    page = models.OneToOneField(
        "newsroom.ArticlePage", on_delete=models.CASCADE, related_name="planned_correction"
    )
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    notes = models.JSONField()
    planned_at = models.DateTimeField(auto_now=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.page_id}, correction planned"


def note_in(notes: dict[str, str], language: str) -> tuple[str, str]:
    """Return the note in the language, else in another one, and the language that it is in."""
    if notes.get(language):
        return notes[language], language
    return next(((text, code) for code, text in notes.items() if text), ("", language))
