"""Subjects and texts of e-mails about pages, in the active language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from newsroom.languages.configured import active_language, language_name
from newsroom.publishing.embargoes import embargo_end
from newsroom.translation.dates import format_office_time
from newsroom.translation.locales import language_of
from newsroom.translation.offices import office_name


@dataclass(frozen=True, kw_only=True)
class MailedPage:
    """A page as an e-mail describes it."""

    title: str
    language: str
    office: str
    edit_url: str
    page_url: str  # "" for a page that is not public
    goes_live: str  # "" without a future time


def describe(page: Page) -> MailedPage:
    """Return the description of a page, with the time from which its newest version is public."""
    moment = public_from(page)
    url = page.full_url if page.live and moment is None else None
    return MailedPage(
        title=page.get_admin_display_title(),
        language=str(language_name(language_of(page))),
        office=office_name(page, language=active_language()),
        edit_url=settings.WAGTAILADMIN_BASE_URL
        + reverse("wagtailadmin_pages:edit", args=[page.pk]),
        page_url=url or "",
        goes_live=_time(moment),
    )


def public_from(page: Page) -> datetime | None:
    """Return when the newest version can be read, None if that is at once or has been.

    That is not before the end of the embargo, whenever it goes live.
    """
    latest = page.get_latest_revision_as_object() if page.latest_revision_id else page
    now = timezone.now()
    moments = (latest.go_live_at, embargo_end(page, now=now))
    return max((moment for moment in moments if moment and moment > now), default=None)


def subject(event: str, pages: list[MailedPage]) -> str:
    """Return the subject of an e-mail about one page, or about the two languages of one."""
    values = {
        "title": pages[0].title,
        "languages": ", ".join(page.language for page in pages),
        "office": pages[0].office,
        "time": next((page.goes_live for page in pages if page.goes_live), ""),
    }
    texts = {
        "to_check": _("To check: “%(title)s” (%(languages)s), %(office)s"),
        "to_approve": _("To approve: “%(title)s” (%(languages)s), %(office)s"),
        "checked": _("To approve: “%(title)s” (%(languages)s), %(office)s"),
        "approved": _("Approved: “%(title)s” (%(languages)s), %(office)s"),
        "scheduled": _("Approved, public from %(time)s: “%(title)s” (%(languages)s), %(office)s"),
        "rejected": _("Returned to you: “%(title)s” (%(languages)s), %(office)s"),
    }
    scheduled = event == "approved" and values["time"]
    return texts["scheduled" if scheduled else event] % values


def body(
    event: str, pages: list[MailedPage], *, user: AbstractUser, sender: str, comment: str
) -> str:
    """Return the text of an e-mail; `sender` is the name of whoever acted, "" if unknown."""
    context = {
        "user": user,
        "sender": sender,
        "comment": comment,
        "pages": pages,
        "moment": format_office_time(timezone.now()),
        "settings_url": settings.WAGTAILADMIN_BASE_URL
        + reverse("wagtailadmin_account")
        + "#tab-notifications",
    }
    text = render_to_string(f"newsroom/admin/mail/{event}.txt", context)
    return _without_blank_runs(text.splitlines())


def _time(moment: datetime | None) -> str:
    return format_office_time(moment) if moment else ""


def _without_blank_runs(lines: Iterable[str]) -> str:
    """Join the lines with at most one blank line in a row."""
    kept: list[str] = []
    for line in (line.rstrip() for line in lines):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip() + "\n"
