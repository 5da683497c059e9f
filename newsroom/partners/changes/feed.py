"""Reading the change feed: the changes of one site in order, with cursors.

A cursor holds the epoch of the feed, the last position that was read and a digest of the filter.
It does not expire with age: compaction leaves the last change of each statement, which is all that
a copy needs. It becomes invalid when the feed is reset.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.models import Change, ChangeFeed
from newsroom.partners.changes.sequencing import current_feed

CURSOR = re.compile(r"([0-9a-f]{12})-([0-9a-f]{6})-([0-9]{1,18})")


class InvalidCursorError(ValueError):
    """The text is not a cursor of this feed with this filter."""


class ExpiredCursorError(ValueError):
    """The feed was reset after the cursor was issued; the partner must rebuild its copy."""


@dataclass(frozen=True, kw_only=True)
class FeedFilter:
    """The changes that a partner follows: those of one site, in one language or ("") in all."""

    site_id: int
    language: str = ""

    @property
    def digest(self) -> str:
        """Return six hexadecimal digits that distinguish the cursors of different filters."""
        return hashlib.sha256(repr((self.site_id, self.language)).encode()).hexdigest()[:6]


@dataclass(frozen=True, kw_only=True)
class FeedPage:
    """One page of changes in order. `cursor` leads to the next page, even before it has changes."""

    changes: Sequence[Change]
    cursor: str
    has_more: bool
    head: int


def read(
    feed_filter: FeedFilter, *, cursor: str = "", limit: int = 100, latest: bool = False
) -> FeedPage:
    """Return the changes after `cursor`, or from the beginning without one.

    `latest` returns no change, only a cursor after the newest one. Raises `InvalidCursorError` and
    `ExpiredCursorError`.
    """
    # Read the head first. A change that is numbered meanwhile is after it, in the next page.
    feed = current_feed()
    after = _position(cursor, feed_filter=feed_filter, feed=feed) if cursor else 0
    if latest:
        return FeedPage(
            changes=[],
            cursor=_cursor(feed.head, feed_filter=feed_filter, feed=feed),
            has_more=False,
            head=feed.head,
        )
    rows = Change.objects.filter(
        site_id=feed_filter.site_id, position__gt=after, position__lte=feed.head
    )
    if feed_filter.language:
        rows = rows.filter(language=feed_filter.language)
    changes = list(rows.order_by("position")[: limit + 1])
    has_more = len(changes) > limit
    changes = changes[:limit]
    last = changes[-1].position if has_more else feed.head
    return FeedPage(
        changes=changes,
        cursor=_cursor(last, feed_filter=feed_filter, feed=feed),
        has_more=has_more,
        head=feed.head,
    )


def _cursor(position: int, *, feed_filter: FeedFilter, feed: ChangeFeed) -> str:
    return f"{feed.epoch.hex[:12]}-{feed_filter.digest}-{position}"


def _position(cursor: str, *, feed_filter: FeedFilter, feed: ChangeFeed) -> int:
    match = CURSOR.fullmatch(cursor)
    if match is None or match[2] != feed_filter.digest:
        raise InvalidCursorError(cursor)
    if match[1] != feed.epoch.hex[:12] or int(match[3]) > feed.head:
        raise ExpiredCursorError(cursor)
    return int(match[3])
