"""Records of the revisions that translations were made from, and of versions that wait."""

from django.conf import settings
from django.db import models
from wagtail.models import Page, Revision


class TranslationOrigin(models.Model):
    """The revision of `source` from which `page` was last translated or marked as equal.

    It is separate from the page, because publishing an older revision of a page restores all of its
    fields. `source_revision` becomes empty when old revisions are purged; its time remains, and so
    do its words: pairs of a field's name or a block's id with the text of a paragraph.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="translation_origin")
    source = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    source_revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    source_revision_created_at = models.DateTimeField(null=True)
    source_paragraphs = models.JSONField(default=list)
    # When the source was first published with a later version. Unlike its drafts, this is public.
    source_republished_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.page_id} from {self.source_id}"


class HeldVersion(models.Model):
    """An approved version of a page that waits until the other language is public.

    Both are published in one transaction (`newsroom.publishing.pair_acts`).
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="held_version")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="+")
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    held_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.page_id} held"
