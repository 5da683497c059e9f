"""Secret addresses at which one person reads the calendar of one office."""

from django.conf import settings
from django.db import models
from wagtail.models import Site


class CalendarFeed(models.Model):
    """An address of an office's calendar. Its secret part is shown once; only a digest is stored.

    The feed shows what its user may see when it is read, and nothing once the user may see nothing.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds"
    )
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    last_read_on = models.DateField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.user_id} at {self.site_id}"
