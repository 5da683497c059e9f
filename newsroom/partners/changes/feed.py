"""What happened after this position? The changes of one site in their order, and where to go on.

A cursor names the epoch of the feed, the last position that was read, and for which languages. It
never grows too old: of what happened long ago only the last word on each statement is kept, and
that is all a copy needs. It becomes invalid when the feed is begun anew.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from newsroom.models import Change, ChangeFeed
from newsroom.partners.changes.sequencing import current_feed

CURSOR = re.compile(r"([0-9a-f]{12})-([0-9a-f]{6})-([0-9]{1,18})")


class InvalidCursorError(ValueError):
    """This is not a cursor of this list."""


class ExpiredCursorError(ValueError):
    """The feed was begun anew; a copy must be too."""


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which changes a partner follows: those of a site, in one language or (empty) in all."""

    site_id: int
    language: str = ""

    @property
    def digest(self) -> str:
        """Return what tells the cursors of different choices apart."""
        return hashlib.sha256(repr((self.site_id, self.language)).encode()).hexdigest()[:6]


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """Some changes in their order. `cursor` leads on, also where there is nothing more yet."""

    changes: Sequence[Change]
    cursor: str
    has_more: bool
    head: int


def read(chosen: Chosen, *, cursor: str = "", limit: int = 100, latest: bool = False) -> Stretch:
    """Return what was told after `cursor`, from the very beginning without one.

    `latest` returns no change, only the cursor after all that were told so far. Raises
    `InvalidCursorError` and `ExpiredCursorError`.
    """
    # The head first: what is numbered meanwhile lies behind it, and comes with the next stretch.
    feed = current_feed()
    after = _position(cursor, chosen=chosen, feed=feed) if cursor else 0
    if latest:
        return Stretch(
            changes=[],
            cursor=_cursor(feed.head, chosen=chosen, feed=feed),
            has_more=False,
            head=feed.head,
        )
    rows = Change.objects.filter(
        site_id=chosen.site_id, position__gt=after, position__lte=feed.head
    )
    if chosen.language:
        rows = rows.filter(language=chosen.language)
    changes = list(rows.order_by("position")[: limit + 1])
    has_more = len(changes) > limit
    changes = changes[:limit]
    last = changes[-1].position if has_more else feed.head
    return Stretch(
        changes=changes,
        cursor=_cursor(last, chosen=chosen, feed=feed),
        has_more=has_more,
        head=feed.head,
    )


def _cursor(position: int, *, chosen: Chosen, feed: ChangeFeed) -> str:
    return f"{feed.epoch.hex[:12]}-{chosen.digest}-{position}"


def _position(cursor: str, *, chosen: Chosen, feed: ChangeFeed) -> int:
    match = CURSOR.fullmatch(cursor)
    if match is None or match[2] != chosen.digest:
        raise InvalidCursorError(cursor)
    if match[1] != feed.epoch.hex[:12] or int(match[3]) > feed.head:
        raise ExpiredCursorError(cursor)
    return int(match[3])
