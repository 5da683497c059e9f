"""What is public of these pages now? Read from the database, after the change was committed."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wagtail.models import Site

from newsroom.models import ArticlePage
from newsroom.partners.changes.fingerprints import address, fingerprints
from newsroom.translation.locales import language_of
from newsroom.visibility import public
from newsroom.visibility.dates import next_date_of


@dataclass(frozen=True, kw_only=True)
class State:
    """A statement as partners may know it. Without an address there is nothing to know."""

    page_id: int
    translation_key: uuid.UUID
    language: str
    is_public: bool = False
    site_id: int | None = None
    url: str = ""
    fingerprint: str = ""
    due_at: datetime | None = None


def read_states(page_ids: Iterable[int], *, now: datetime) -> dict[int, State]:
    """Return the state of each page that exists, in a constant number of queries."""
    numbers = list(page_ids)
    # Another process may have changed the sites, and its clearing of the cache is not ours.
    Site.clear_site_root_paths_cache()
    shown = list(public(ArticlePage.objects.filter(pk__in=numbers), now=now).order_by("pk"))
    digests = fingerprints(shown, now=now)
    addresses = {page.pk: address(page) for page in shown}
    rows = ArticlePage.objects.filter(pk__in=numbers).defer_streamfields().order_by("pk")
    states = {}
    for page in rows:
        place = addresses.get(page.pk)
        states[page.pk] = State(
            page_id=page.pk,
            translation_key=page.translation_key,
            language=language_of(page),
            is_public=place is not None,
            site_id=place[0] if place else None,
            url=place[1] if place else "",
            fingerprint=digests[page.pk] if place else "",
            due_at=next_date_of(page, now=now),
        )
    return states
