"""Do both languages of a page go up and come down together? The editor is told when not."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.translation.origins import translation_state


def warn_of_different_times(request: HttpRequest, page: Page) -> None:
    """Add a warning where one language is scheduled or expires and the other does not so."""
    if "application/json" in request.headers.get("Accept", ""):
        return  # saved in the background: a warning would come up pages later
    state = translation_state(page)
    if state is None:
        return
    own = _times(page)
    others = _times(state.other)
    if own[0] != others[0]:
        messages.warning(request, _("The other language is not scheduled for the same time."))
    if own[1] != others[1]:
        messages.warning(request, _("The other language does not expire at the same time."))


def _times(page: Page) -> tuple[datetime | None, datetime | None]:
    """Return when the newest version goes up, if that is yet to come, and when it comes down."""
    latest = page.get_latest_revision_as_object()
    go_live = latest.go_live_at
    if go_live is not None and go_live <= timezone.now():
        go_live = None
    return go_live, latest.expire_at
