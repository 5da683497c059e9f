"""Addresses of withdrawn public pages."""

from django.db import models
from wagtail.models import Site


class Withdrawal(models.Model):
    """An address that was public once and now answers 410 Gone."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=700, help_text="The path of the address, /cy/ included.")
    page_id = models.PositiveBigIntegerField(db_index=True)
    withdrawn_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "path"], name="newsroom_withdrawal_address")
        ]

    def __str__(self) -> str:
        return self.path
