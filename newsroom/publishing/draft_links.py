"""Signed links that show one draft to people without a log-in, for a limited time.

A link carries a signed token, which names a page, a site and a key that only the link's database
row holds. The row also holds the draft. The token is refused without the row, the page, the
permission of the link's creator or the site's front end. Every refusal is the same, so that none
reveals what exists.
"""

import datetime
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from wagtail.models import Page

from newsroom.models.front_ends import DraftPreview, FrontEnd

SALT = "newsroom.previewing"


class PreviewRefusedError(Exception):
    """The token is refused. The reason is not disclosed."""


@dataclass(frozen=True, kw_only=True)
class PreviewLink:
    """A link to a draft in the outside front end."""

    preview: DraftPreview
    url: str


def validity() -> datetime.timedelta:
    """Return how long a link is valid."""
    return datetime.timedelta(minutes=settings.PREVIEW_LINK_MINUTES)


def front_end_address(page: Page) -> str:
    """Return the preview address of the page's site, or "" where the site has no front end."""
    parts = page.get_url_parts()
    return _address(parts[0]) if parts is not None else ""


def may_preview(page: Page, user) -> bool:
    """Return whether the user may show this page's draft to others."""
    if not user.is_authenticated or not user.is_active:
        return False
    rights = page.permissions_for_user(user)
    return rights.can_edit() or rights.can_publish()


def update_editor_link(page: Page, *, user) -> PreviewLink:
    """Return the link to `page` as the editor has it now.

    Each user has one such link per page; a later call updates its draft.
    """
    now = timezone.now()
    preview, _created = DraftPreview.objects.update_or_create(
        page_id=page.pk,
        made_by=user,
        follows_editor=True,
        defaults={
            "site": page.get_site(),
            "content": page.serializable_data(),
            "made_at": now,
            "expires_at": now + validity(),
        },
    )
    return link_for_preview(preview, page=page)


def create_link(page: Page, *, user) -> PreviewLink:
    """Create a link to the page's latest draft. Later edits do not change what it shows."""
    draft = page.get_latest_revision_as_object()
    now = timezone.now()
    preview = DraftPreview.objects.create(
        page_id=page.pk,
        site=page.get_site(),
        made_by=user,
        content=draft.serializable_data(),
        made_at=now,
        expires_at=now + validity(),
    )
    return link_for_preview(preview, page=page)


def valid_links(page: Page) -> QuerySet[DraftPreview]:
    """Return the links to drafts of the page that have not expired."""
    return DraftPreview.objects.filter(page_id=page.pk, expires_at__gt=timezone.now())


def link_for_preview(preview: DraftPreview, *, page: Page) -> PreviewLink:
    """Return the address that opens a preview in the site's front end."""
    parts = urlsplit(front_end_address(page))
    query = urlencode([*parse_qsl(parts.query), ("token", token_for_preview(preview))])
    return PreviewLink(preview=preview, url=urlunsplit(parts._replace(query=query)))


def token_for_preview(preview: DraftPreview) -> str:
    """Return the signed token that opens a preview."""
    return signing.dumps([preview.pk, preview.page_id, preview.site_id, preview.key], salt=SALT)


def load_draft(token: str, *, site_id: int) -> Page:
    """Return the draft that a token opens at a site; raises `PreviewRefusedError`."""
    try:
        number, page_id, own_site, key = signing.loads(token, salt=SALT, max_age=validity())
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise PreviewRefusedError from error
    preview = (
        DraftPreview.objects.filter(
            pk=number, page_id=page_id, site_id=site_id, expires_at__gt=timezone.now()
        )
        .select_related("page", "site", "made_by")
        .first()
    )
    if preview is None or own_site != site_id or not constant_time_compare(key, preview.key):
        raise PreviewRefusedError
    page = preview.page.specific
    own = page.get_site()
    if own is None or own.pk != site_id or not _address(own.pk):
        raise PreviewRefusedError
    if page.get_view_restrictions().exists() or not may_preview(page, preview.made_by):
        raise PreviewRefusedError
    draft = page.with_content_json(preview.content)
    # The page's times have the microseconds that JSON lacks, and are not content of the draft.
    draft.first_published_at = page.first_published_at
    draft.last_published_at = page.last_published_at
    return draft


def prune_previews() -> str:
    """Delete the drafts of expired links; return a line for the worker's log."""
    count = DraftPreview.objects.filter(expires_at__lte=timezone.now()).delete()[0]
    return f"{count} previews deleted" if count else ""


def _address(site_id: int) -> str:
    front_end = FrontEnd.objects.filter(site_id=site_id).first()
    return front_end.preview_address if front_end is not None else ""
