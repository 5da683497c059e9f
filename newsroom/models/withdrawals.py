"""Addresses that lead to nothing any more: of withdrawn pages, and of renamed categories."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Site

MAX_REASON = 500


class Withdrawal(models.Model):
    """An address that was public once and now answers 410 Gone, or with a notice.

    `reasons` has what readers are told, by language code; it is empty where the office gave none.
    """

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=700, help_text="The path of the address, /cy/ included.")
    page_id = models.PositiveBigIntegerField(db_index=True)
    # By which the permanent address finds it. Records of earlier releases have none.
    translation_key = models.UUIDField(null=True, db_index=True)
    reasons = models.JSONField(default=dict)
    answers_with_notice = models.BooleanField(_("answer with a notice"), default=False)
    withdrawn_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="newsroom_withdrawal_address")
        ]

    def __str__(self) -> str:
        return self.path


class FormerTermSlug(models.Model):
    """A slug that a category or topic had, so that its old address leads to the present one."""

    class Kind(models.TextChoices):
        CATEGORY = "category"
        TOPIC = "topic"

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    slug = models.CharField(max_length=100)
    translation_key = models.UUIDField()  # of the term, which may be deleted

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["site", "locale", "kind", "slug"], name="newsroom_former_term_slug"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"
