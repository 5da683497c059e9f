"""Replacements of words in many statements, with the revisions that undo them."""

from django.conf import settings
from django.db import models
from wagtail.models import Page, Revision, Site


class Replacement(models.Model):
    """One use of find and replace by an editor, over the statements of one office."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    find = models.CharField(max_length=200)
    replace = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["site", "-made_at"], name="newsroom_replacement_newest")]

    def __str__(self) -> str:
        return f"“{self.find}” → “{self.replace}”"


class ReplacedStatement(models.Model):
    """A statement that a replacement changed.

    Where one of its revisions is purged, the change can no longer be undone.
    """

    replacement = models.ForeignKey(
        Replacement, on_delete=models.CASCADE, related_name="statements"
    )
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    before = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    after = models.ForeignKey(Revision, on_delete=models.SET_NULL, null=True, related_name="+")
    places = models.PositiveIntegerField()
    was_published = models.BooleanField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["replacement", "page"], name="newsroom_replaced_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id} by {self.replacement_id}"
