"""What is stored about publications: languages of texts, consents. And the signal before them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.dispatch import Signal
from wagtail.models import Page, Revision

# Sent before a page publishes or schedules a revision, with `page` and `revision`. A receiver that
# raises an exception prevents it (newsroom/publishing/gate.py).
publication_requested = Signal()


class CheckedPublication:
    """Mixin for page models that sends `publication_requested` before a publication."""

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        """Publish the revision, unless a receiver of the signal refuses it."""
        publication_requested.send(sender=type(self), page=self, revision=revision)
        super().publish(revision, *args, **kwargs)  # type: ignore[misc]  # of Page

    publish.alters_data = True  # type: ignore[attr-defined]  # as Wagtail marks it


class WrittenLanguage(models.Model):
    """A published page whose text is in another language than the page.

    Pages in their own language have no row. It is separate from the page, because publishing an
    older revision of a page restores all of its fields, and because few pages have one.
    """

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="written_language"
    )
    language = models.CharField(max_length=10)

    def __str__(self) -> str:
        return f"{self.page_id} in {self.language}"


class PublicationConsent(models.Model):
    """A person's decision to publish a revision in spite of what the gate objects to.

    `user` is empty where code decided. The rows of a page are deleted with it; the log remains.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="publication_consents")
    # Without a constraint: old revisions are purged, the decision remains.
    revision = models.ForeignKey(
        Revision, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    objections = models.JSONField(default=list, help_text="The codes of the objections.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.page_id}, revision {self.revision_id}"
