"""Warning when the two languages of a page are published or expire at different times."""

from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from newsroom.translation.paired_actions import in_other_language


def warn_about_different_schedules(request: HttpRequest, page: Page) -> None:
    """Add a message if go-live or expiry times of the two languages differ."""
    if "application/json" in request.headers.get("Accept", ""):
        return  # an autosave: the message would appear on a later page
    pages = Page.objects.select_related("latest_revision")
    other = in_other_language(pages, page=page).first()
    if other is None:
        return
    go_live, expiry = _schedule(page)
    other_go_live, other_expiry = _schedule(other)
    if go_live != other_go_live:
        messages.warning(request, _("The other language is not scheduled for the same time."))
    if expiry != other_expiry:
        messages.warning(request, _("The other language does not expire at the same time."))


def _schedule(page: Page) -> tuple[datetime | None, datetime | None]:
    """Return go-live time, None if it has passed, and expiry time of the latest revision."""
    revision = page.latest_revision
    if revision is None:
        go_live, expiry = page.go_live_at, page.expire_at
    else:
        # The whole page would cost several queries.
        go_live, expiry = (_moment(revision.content[name]) for name in ("go_live_at", "expire_at"))
    if go_live is not None and go_live <= timezone.now():
        go_live = None
    return go_live, expiry


def _moment(value: datetime | str | None) -> datetime | None:
    """Return the moment that a revision holds: text, or the value itself when just saved."""
    return parse_datetime(value) if isinstance(value, str) else value
