"""The record of the source that each imported statement came from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedStatement(models.Model):
    """The source of an imported statement, by which a later run recognises it.

    `identity` is the item's own name within the site: its old address, else a feed's guid, else the
    file's path within the folder that was given. `content_hash` is the SHA-256 of the source, so
    that an unchanged source changes nothing. `page` becomes empty when the statement is deleted
    here, so that a later run does not restore it. `revision` is the one that the import wrote last;
    any later revision is an editor's.
    """

    page = models.ForeignKey(
        "newsroom.ArticlePage",
        on_delete=models.SET_NULL,
        null=True,
        related_name="import_sources",
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    site = models.ForeignKey("wagtailcore.Site", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=10)
    identity = models.CharField(max_length=500)
    content_hash = models.CharField(max_length=64)
    original_url = models.URLField(_("old address"), max_length=1000, blank=True)
    captured_at = models.DateTimeField(_("captured"), null=True, blank=True)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "language", "identity"], name="newsroom_imported_once"
            )
        ]

    def __str__(self) -> str:
        return self.identity
