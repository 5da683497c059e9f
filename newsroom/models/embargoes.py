"""Embargoes of pages, and the links that show an embargoed page to named journalists."""

import secrets

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page


def new_key() -> str:
    """Return the secret part of a journalist's link, in addition to its signature."""
    return secrets.token_urlsafe(16)


class Embargo(models.Model):
    """The moment before which nobody may read a page, whatever its other dates say.

    It belongs to a statement in both languages: `newsroom.publishing.embargoes` gives translations
    and copies of the page a row with the same moment. The row stays when the moment has passed.
    """

    page = models.OneToOneField(
        Page, on_delete=models.CASCADE, primary_key=True, related_name="embargo"
    )
    until = models.DateTimeField(_("not before"), db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"{self.page_id} until {self.until:%Y-%m-%d %H:%M}"


class EmbargoLink(models.Model):
    """A link that shows one embargoed statement to one person until it expires or is revoked."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("journalist"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    key = models.CharField(max_length=40, default=new_key, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(_("opens until"))
    revoked_at = models.DateTimeField(null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class EmbargoLinkOpening(models.Model):
    """One opening of a journalist's link. Nothing about the reader is stored but the time."""

    link = models.ForeignKey(EmbargoLink, on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return f"{self.opened_at:%Y-%m-%d %H:%M}"
