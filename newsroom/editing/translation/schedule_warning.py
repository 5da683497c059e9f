"""Warning when the two languages of a page are published or expire at different times."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.translation.origins import translation_state


def warn_about_different_schedules(request: HttpRequest, page: Page) -> None:
    """Add a message if go-live or expiry times of the two languages differ."""
    if "application/json" in request.headers.get("Accept", ""):
        return  # an autosave: the message would appear on a later page
    state = translation_state(page)
    if state is None:
        return
    go_live, expiry = _schedule(page)
    other_go_live, other_expiry = _schedule(state.other)
    if go_live != other_go_live:
        messages.warning(request, _("The other language is not scheduled for the same time."))
    if expiry != other_expiry:
        messages.warning(request, _("The other language does not expire at the same time."))


def _schedule(page: Page) -> tuple[datetime | None, datetime | None]:
    """Return go-live time, None if it has passed, and expiry time of the latest revision."""
    latest = page.get_latest_revision_as_object()
    go_live = latest.go_live_at
    if go_live is not None and go_live <= timezone.now():
        go_live = None
    return go_live, latest.expire_at
