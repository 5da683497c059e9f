"""The screen on which a person makes and ends addresses of calendar feeds."""

import hashlib
import secrets
from typing import cast

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.log_actions import log

from newsroom.editing.rights.offices import sites_for_user
from newsroom.models import CalendarFeed
from newsroom.publishing import log_entries

# Addresses of one person at one office; more are not needed, and each can be lost.
LIMIT = 10


def digest(token: str) -> str:
    """Return the stored digest of a token. It is random and long, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).hexdigest()


@require_http_methods(["GET", "POST"])
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Show the user's own addresses. On POST, make one, or end one of them."""
    user = cast(AbstractUser, request.user)
    sites = {site.pk: site for site in sites_for_user(user)}
    if not sites:
        raise PermissionDenied
    feeds = CalendarFeed.objects.filter(user=user).select_related("site")
    address = ""
    if request.method == "POST":
        chosen = request.POST.get("site", "")
        if request.POST.get("action") == "end":
            number = request.POST.get("feed", "")
            feed = feeds.filter(pk=int(number[:18])).first() if number.isdecimal() else None
            if feed is not None:
                _end(feed, user)
                messages.success(request, _("The address has ended."))
            return redirect("newsroom_calendar_subscriptions")
        if not chosen.isdecimal() or int(chosen[:18]) not in sites:
            messages.error(request, _("Choose one of your offices."))
            return redirect("newsroom_calendar_subscriptions")
        if feeds.filter(site_id=int(chosen)).count() >= LIMIT:
            messages.error(request, _("You have many addresses of this office: end one first."))
            return redirect("newsroom_calendar_subscriptions")
        address = _make(user, site_id=int(chosen))
    context = {"feeds": feeds.all(), "sites": sites.values(), "address": address}
    response = render(request, "newsroom/admin/calendar_subscriptions.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _title(user: AbstractUser) -> str:
    return _("Calendar of %(name)s") % {"name": user.get_username()}


@transaction.atomic
def _end(feed: CalendarFeed, user: AbstractUser) -> None:
    title = _title(user)
    log(instance=feed, action=log_entries.CALENDAR_ENDED, user=user, title=title, deleted=True)
    feed.delete()


def _make(user: AbstractUser, *, site_id: int) -> str:
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        feed = CalendarFeed.objects.create(user=user, site_id=site_id, token_digest=digest(token))
        log(instance=feed, action=log_entries.CALENDAR_MADE, user=user, title=_title(user))
    return settings.WAGTAILADMIN_BASE_URL + reverse("newsroom_calendar_feed", args=[token])
