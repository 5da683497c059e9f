"""The public state of pages, read from the database after the change was committed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newsroom.caching.state_token import follow_other_processes
from newsroom.models import ArticlePage
from newsroom.partners.changes.fingerprints import fingerprints, site_and_url
from newsroom.translation.locales import language_of
from newsroom.visibility import public
from newsroom.visibility.dates import next_date_of


@dataclass(frozen=True, kw_only=True)
class PageState:
    """The state of a statement for partners. Without an address it is not public.

    `due_at` is the next time at which publication or expiry changes the state.
    """

    page_id: int
    translation_key: uuid.UUID
    language: str
    is_public: bool = False
    site_id: int | None = None
    url: str = ""
    fingerprint: str = ""
    corrections: int = 0  # how many
    due_at: datetime | None = None


def read_states(page_ids: Iterable[int], *, now: datetime) -> dict[int, PageState]:
    """Return the state of each page that exists, in a constant number of queries."""
    ids = list(page_ids)
    follow_other_processes()  # which may have changed the sites
    public_pages = list(public(ArticlePage.objects.filter(pk__in=ids), now=now).order_by("pk"))
    digests = fingerprints(public_pages, now=now)
    addresses = {page.pk: site_and_url(page) for page in public_pages}
    rows = ArticlePage.objects.filter(pk__in=ids).select_related("embargo").defer_streamfields()
    states = {}
    for page in rows.order_by("pk"):
        address = addresses.get(page.pk)
        states[page.pk] = PageState(
            page_id=page.pk,
            translation_key=page.translation_key,
            language=language_of(page),
            is_public=address is not None,
            site_id=address[0] if address else None,
            url=address[1] if address else "",
            fingerprint=digests[page.pk] if address else "",
            corrections=len(page.corrections) if address else 0,
            due_at=next_date_of(page, now=now),
        )
    return states
