"""Records of the revisions that translations were made from."""

from django.db import models
from wagtail.models import Page, Revision


class TranslationOrigin(models.Model):
    """The revision of `source` from which `page` was last translated or marked as equal.

    It is separate from the page, because publishing an older revision of a page restores all of its
    fields. `source_revision` becomes empty when old revisions are purged; its time remains.
    """

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="translation_origin")
    source = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    source_revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    source_revision_created_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.page_id} from {self.source_id}"
