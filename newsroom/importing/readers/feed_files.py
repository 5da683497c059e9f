"""Which statements does a saved RSS or Atom file hold?"""

import calendar
import datetime
import io
import re
from collections.abc import Iterator

import feedparser
from django.utils.translation import gettext as _

from newsroom.importing.cleaning import html_blocks
from newsroom.importing.cleaning.dates import LONDON
from newsroom.importing.cleaning.tidying import Tidier, plain
from newsroom.importing.items import Item, Options, Refusal, SourceFile
from newsroom.importing.readers.composition import Found, compose
from newsroom.importing.readers.files import MEGABYTE, Unreadable, read_bytes
from newsroom.importing.readers.xml_safety import refuse_entities

LIMIT = 50 * MEGABYTE


def read(file: SourceFile, options: Options) -> Iterator[Item | Refusal]:
    """Yield each entry; raises `Unreadable` where the file is no feed."""
    content = read_bytes(file.path, limit=LIMIT)
    refuse_entities(content)
    # A stream, because feedparser would take a short text for an address and fetch it.
    feed = feedparser.parse(io.BytesIO(content))
    if not feed.entries:
        raise Unreadable("no_entries", _("A feed without entries, or not a feed."))
    language = feed.feed.get("language") or ""
    for number, entry in enumerate(feed.entries, 1):
        label = f"{file.name}#{number}"
        try:
            yield compose(_found(entry, label, language, options), options=options)
        except Unreadable as error:
            yield Refusal(source=label, code=error.code, reason=error.reason)


def _found(entry, label: str, language: str, options: Options) -> Found:
    url = entry.get("link") or ""
    tidier = Tidier()
    content = entry.get("content") or []
    best = max((part.get("value") or "" for part in content), key=len, default="")
    summary = entry.get("summary") or ""
    found = Found(identity=url or entry.get("id") or label, source=label, tidier=tidier, url=url)
    found.title = plain(entry.get("title") or "")
    found.language = next((part.get("language") or "" for part in content), "") or language
    moment = _moment(entry)
    if moment:
        found.date = moment.astimezone(LONDON).date()
        found.first_published_at = moment
    markup = best or summary
    if not re.search(r"<(?:p|div|br|ul|ol|h\d)\b", markup, re.IGNORECASE):
        markup = "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", markup) if part.strip())
    blocks = html_blocks.blocks_of(
        markup, tidier=tidier, base_url=url or options.base_url, removed=found.removed
    )
    if blocks and blocks[0].kind == "picture":
        found.lead, blocks = blocks[0].picture, blocks[1:]
    found.blocks = tuple(blocks)
    if best and summary and summary != best:
        found.summary = plain(summary)
    found.categories = [tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])]
    return found


def _moment(entry) -> datetime.datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        if parts := entry.get(name):
            try:
                return datetime.datetime.fromtimestamp(calendar.timegm(parts), tz=datetime.UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None
