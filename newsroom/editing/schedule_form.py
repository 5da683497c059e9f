"""The form of a page without the dates of a schedule that is over.

Wagtail keeps the dates of a page that has expired, and then refuses to save its form, because an
expiry must be in the future.
"""

from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm


class ScheduleForm(WagtailAdminPageForm):
    """Begins without the dates of a page that has expired."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = timezone.now()
        expiry = self.instance.expire_at
        if self.instance.live or expiry is None or expiry > now:
            return
        for name in ("go_live_at", "expire_at"):
            moment = getattr(self.instance, name)
            if name in self.fields and moment is not None and moment <= now:
                self.initial[name] = None
