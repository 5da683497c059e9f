"""Outside front ends that show drafts, and the drafts that links open there."""

import re
import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page, Site

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
# The host becomes part of the Content-Security-Policy header of the editor's preview.
HOST = re.compile(r"(\[::1\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?")


def validate_front_end(address: str) -> None:
    """Raise `ValidationError` unless the address is https, or http on this machine.

    It must have neither a fragment nor a `token` parameter, which links add themselves.
    """
    parts = urlsplit(address)
    host = parts.netloc.lower()
    if not HOST.fullmatch(host):
        raise ValidationError(_("Give the whole address, such as https://www.example.wales/draft"))
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    if parts.scheme != "https" and not (parts.scheme == "http" and name in LOOPBACK):
        raise ValidationError(_("Drafts travel over https only, save to your own machine."))
    if parts.fragment or "token=" in parts.query:
        raise ValidationError(_("Leave out “#” and “token”: the link adds its own."))


def new_key() -> str:
    """Return the secret part of a link to a draft, in addition to its signature."""
    return secrets.token_urlsafe(16)


# Separate from the office's settings: an editor of the imprint must not be able to send drafts to
# another host.
@register_setting(icon="desktop", name="front-end")
class FrontEnd(BaseSiteSetting):
    """The outside front end of a site that may request drafts."""

    preview_address = models.CharField(
        _("address of its preview"),
        max_length=500,
        blank=True,
        validators=[validate_front_end],
        help_text=_(
            "Previews open here, with ?token=… at the end. Empty: drafts are only shown on this "
            "site. Changing it ends all links."
        ),
    )

    panels = [FieldPanel("preview_address")]

    class Meta:
        verbose_name = _("outside front end")
        verbose_name_plural = _("outside front ends")

    def __str__(self) -> str:
        return self.preview_address

    def save(self, *args, **kwargs) -> None:
        """Save the setting, and delete all links when the address changes."""
        earlier = type(self).objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if earlier is not None and earlier.preview_address != self.preview_address:
            DraftPreview.objects.filter(site_id=self.site_id).delete()

    save.alters_data = True


class DraftPreview(models.Model):
    """A draft that a link opens.

    Its content is that of the moment when the link was created; where `follows_editor` is set, that
    of the editor's latest preview.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    follows_editor = models.BooleanField(default=False)
    key = models.CharField(max_length=40, default=new_key)
    content = models.JSONField(encoder=DjangoJSONEncoder)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["page", "made_by"],
                condition=models.Q(follows_editor=True),
                name="newsroom_preview_followed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.page_id}, {self.made_at:%Y-%m-%d %H:%M}"
