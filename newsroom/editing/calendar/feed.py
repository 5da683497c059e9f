"""The calendar of an office as an iCalendar feed (RFC 5545), for whoever holds its address.

A feed belongs to a user, and shows what this user may see at the moment of reading.
"""

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from newsroom.editing.calendar.events import Event, events, pages_of
from newsroom.editing.calendar.subscriptions import digest
from newsroom.editing.mail.recipients import preferred_language
from newsroom.editing.rights.offices import sites_for_user
from newsroom.models import CalendarFeed
from newsroom.translation.offices import office_name

if TYPE_CHECKING:
    from icalendar import Calendar
    from icalendar import Event as CalendarEvent

PAST, FUTURE = timedelta(days=31), timedelta(days=366)


@require_safe
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Return the feed; raises `Http404` for an unknown token and for users without rights."""
    found = CalendarFeed.objects.select_related("user", "site__root_page")
    feed = found.filter(token_digest=digest(token)).first()
    if feed is None or not _may_read(feed):
        raise Http404
    today = timezone.localdate()
    if feed.last_read_on != today:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_on=today)
    with translation.override(preferred_language(feed.user)):
        content = _calendar(feed).to_ical()
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _may_read(feed: CalendarFeed) -> bool:
    user = feed.user
    if not user.is_active or not user.has_perm("wagtailadmin.access_admin"):
        return False
    return feed.site_id in {site.pk for site in sites_for_user(user)}


def _calendar(feed: CalendarFeed) -> "Calendar":
    from icalendar import Calendar  # on first use: few processes ever need it

    name = office_name(feed.site.root_page, language=translation.get_language() or "")
    calendar = Calendar()
    calendar.add("prodid", "-//Lectern//Calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"value": "DURATION"})
    today = timezone.localdate()
    for event in events(
        pages_of(feed.user, site=feed.site).select_related("locale"),
        user=feed.user,
        first=today - PAST,
        last=today + FUTURE,
    ):
        calendar.add_component(_entry(event, host=feed.site.hostname))
    return calendar


def _entry(event: Event, *, host: str) -> "CalendarEvent":
    from icalendar import Event as CalendarEvent

    entry = CalendarEvent()
    entry.add("uid", f"{event.kind.value}-{event.page.pk}@{host}")
    entry.add("dtstamp", timezone.now().astimezone(UTC).replace(microsecond=0))
    entry.add("dtstart", event.moment.astimezone(UTC).replace(microsecond=0))
    entry.add(
        "summary",
        _("%(kind)s: %(title)s (%(language)s)")
        % {"kind": event.kind.label, "title": event.title, "language": event.language},
    )
    entry.add("url", settings.WAGTAILADMIN_BASE_URL + event.edit_url)
    entry.add("transp", "TRANSPARENT")
    return entry
