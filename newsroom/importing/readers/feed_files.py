"""Reader of saved RSS and Atom files."""

import calendar
import datetime
import io
import re
from collections.abc import Iterator

import feedparser
from django.utils.translation import gettext as _
from feedparser import FeedParserDict

from newsroom.importing.cleaning import html_blocks
from newsroom.importing.cleaning.text_cleaner import TextCleaner, plain_text
from newsroom.importing.items import Item, ReaderOptions, Refusal, SourceFile
from newsroom.importing.readers.files import MEGABYTE, UnreadableError, read_bytes
from newsroom.importing.readers.raw_items import RawItem, build_item
from newsroom.importing.readers.xml_safety import refuse_entities
from newsroom.translation.date_parsing import LONDON

MAX_BYTES = 50 * MEGABYTE


def read(file: SourceFile, options: ReaderOptions) -> Iterator[Item | Refusal]:
    """Yield each entry; raises `UnreadableError` where the file is not a feed."""
    content = read_bytes(file.path, limit=MAX_BYTES)
    refuse_entities(content)
    # A stream: feedparser treats a short string as an address and fetches it.
    feed = feedparser.parse(io.BytesIO(content))
    if not feed.entries:
        raise UnreadableError("no_entries", _("A feed without entries, or not a feed."))
    language = feed.feed.get("language") or ""
    for number, entry in enumerate(feed.entries, 1):
        label = f"{file.name}#{number}"
        try:
            yield build_item(_raw_item(entry, label, language, options), options=options)
        except UnreadableError as error:
            yield Refusal(source=label, code=error.code, reason=error.reason)


def _raw_item(entry: FeedParserDict, label: str, language: str, options: ReaderOptions) -> RawItem:
    url = entry.get("link") or ""
    cleaner = TextCleaner()
    content = entry.get("content") or []
    best = max((part.get("value") or "" for part in content), key=len, default="")
    summary = entry.get("summary") or ""
    raw = RawItem(identity=url or entry.get("id") or label, source=label, cleaner=cleaner, url=url)
    raw.title = plain_text(entry.get("title") or "")
    raw.language = next((part.get("language") or "" for part in content), "") or language
    moment = _published_at(entry)
    if moment:
        raw.date = moment.astimezone(LONDON).date()
        raw.first_published_at = moment
    markup = best or summary
    if not re.search(r"<(?:p|div|br|ul|ol|h\d)\b", markup, re.IGNORECASE):
        markup = "".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", markup) if part.strip())
    blocks = html_blocks.extract_blocks(
        markup, cleaner=cleaner, base_url=url or options.base_url, removed_lines=raw.removed_lines
    )
    if blocks and blocks[0].kind == "picture":
        raw.lead_picture, blocks = blocks[0].picture, blocks[1:]
    raw.blocks = tuple(blocks)
    if best and summary and summary != best:
        raw.summary = plain_text(summary)
    raw.categories = [tag.get("label") or tag.get("term") or "" for tag in entry.get("tags", [])]
    return raw


def _published_at(entry: FeedParserDict) -> datetime.datetime | None:
    for name in ("published_parsed", "updated_parsed", "created_parsed"):
        if parts := entry.get(name):
            try:
                return datetime.datetime.fromtimestamp(calendar.timegm(parts), tz=datetime.UTC)
            except (ValueError, OverflowError, OSError):
                continue
    return None
