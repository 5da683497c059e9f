"""Links of public statements to other sites, and what the worker found at them."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


def link_key(url: str) -> str:
    """Return the key of an address: a digest, because databases index no texts of any length."""
    return hashlib.sha256(url.encode()).hexdigest()


class OutsideLink(models.Model):
    """An address on another site that public statements link to.

    `state` follows from several checks: an address is broken after failures on more than one day.
    """

    class State(models.TextChoices):
        UNCHECKED = "unchecked", _("Not checked yet")
        WORKS = "works", _("Works")
        FAILING = "failing", _("Did not answer; checked again soon")
        BROKEN = "broken", _("Broken")
        REFUSED = "refused", _("Cannot be checked")

    key = models.CharField(max_length=64, unique=True)
    url = models.TextField()
    host = models.CharField(max_length=255, db_index=True)
    state = models.CharField(max_length=10, choices=State, default=State.UNCHECKED)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(null=True)
    next_check_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.url


class OutsideLinkUse(models.Model):
    """A public statement that links to an address."""

    link = models.ForeignKey(OutsideLink, on_delete=models.CASCADE, related_name="uses")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    ignored_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["link", "page"], name="newsroom_link_use_once")
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.link_id}"


class CollectedLinks(models.Model):
    """The publication of a statement whose links were collected last."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="+")
    published_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.page_id)
