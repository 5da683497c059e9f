"""Signed links that show one embargoed statement to a named journalist, with a log of openings.

They work like links to drafts (`newsroom.publishing.draft_links`): a token names a row, a page and
a key that only the row holds. Expiry and revocation are read from the row at each opening, so both
take effect at once. Every refusal is the same, so that none reveals what exists.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core import signing
from django.db.models import Count, Max, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log
from wagtail.models import Page

from newsroom.models import EmbargoLink, EmbargoLinkOpening
from newsroom.publishing.embargoes import EmbargoRefusedError, embargo_end, may_set
from newsroom.visibility import is_public

SALT = "newsroom.embargo-links"
MADE = "newsroom.embargo.link_made"
REVOKED = "newsroom.embargo.link_revoked"


class LinkRefusedError(Exception):
    """The link is refused. The reason is not disclosed."""


@dataclass(frozen=True, kw_only=True)
class OpenedLink:
    """What a valid link opens: its row, the page, and the end of the embargo.

    `until` is None where the page is public meanwhile.
    """

    link: EmbargoLink
    page: Page
    until: datetime | None


def make_link(page: Page, *, name: str, email: str, expires_at: datetime, user) -> EmbargoLink:
    """Make a link for one person; raises `EmbargoRefusedError` without an embargo or the right."""
    until = embargo_end(page)
    if until is None or not may_set(page, user):
        raise EmbargoRefusedError(_("There is no embargo."), field="name")
    if not timezone.now() < expires_at <= until:
        raise EmbargoRefusedError(
            _("Choose a moment in the future, not after the end of the embargo."),
            field="expires_at",
        )
    link = EmbargoLink.objects.create(
        page_id=page.pk, name=name, email=email, expires_at=expires_at, made_by=user
    )
    log(instance=page.specific, action=MADE, user=user, data={"name": name})
    return link


def revoke_link(link: EmbargoLink, *, user) -> None:
    """Revoke the link: it opens nothing from now on."""
    rows = EmbargoLink.objects.filter(pk=link.pk, revoked_at=None)
    if rows.update(revoked_at=timezone.now()):
        log(instance=link.page.specific, action=REVOKED, user=user, data={"name": link.name})


def links_of(pages: list[Page]) -> "QuerySet[EmbargoLink]":
    """Return the links to these pages with the number of openings and the last. One query."""
    return (
        EmbargoLink.objects.filter(page__in=pages)
        .select_related("made_by")
        .annotate(opened=Count("openings"), last_opened_at=Max("openings__opened_at"))
    )


def token_for(link: EmbargoLink) -> str:
    """Return the signed token that opens the link."""
    return signing.dumps([link.pk, link.page_id, link.key], salt=SALT, compress=False)


def load_link(token: str, *, site_id: int) -> OpenedLink:
    """Return what a token opens at a site; raises `LinkRefusedError`."""
    try:
        number, page_id, key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise LinkRefusedError from error
    link = (
        EmbargoLink.objects.filter(pk=number, page_id=page_id, revoked_at=None)
        .select_related("page")
        .first()
    )
    if link is None or not constant_time_compare(key, link.key):
        raise LinkRefusedError
    page = link.page
    parts = page.get_url_parts()
    if parts is None or parts[0] != site_id:
        raise LinkRefusedError
    until = embargo_end(page)
    if until is None and is_public(page):
        return OpenedLink(link=link, page=page, until=None)
    if until is None or link.expires_at <= timezone.now() or page.get_view_restrictions().exists():
        raise LinkRefusedError
    return OpenedLink(link=link, page=page, until=until)


def record_opening(link: EmbargoLink) -> None:
    """Record that the link was opened now."""
    EmbargoLinkOpening.objects.create(link=link)


def version_shown(page: Page) -> Page:
    """Return the version that a link shows: as published, else as scheduled, else the draft."""
    if page.live:
        return page.specific
    scheduled = page.scheduled_revision
    return scheduled.as_object() if scheduled is not None else page.get_latest_revision_as_object()
