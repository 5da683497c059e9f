"""The raw item that every reader fills, and its validation into an item with notes."""

import dataclasses
import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.importing.cleaning.text_checks import (
    check_alternative_text,
    check_text,
    without_file_name,
)
from newsroom.importing.cleaning.text_cleaner import TextCleaner, plain_text
from newsroom.importing.items import Block, Item, Note, Picture, ReaderOptions
from newsroom.importing.readers.files import UnreadableError
from newsroom.languages.configured import default_language
from newsroom.translation.language_detection import declared_language, detect_language

MAX_TITLE = 255
MAX_TERM = 100
MAX_SUMMARY = 400
MAX_URL = 1000
_validate_url = URLValidator(schemes=["http", "https"])


@dataclass(kw_only=True)
class RawItem:
    """What a reader extracts from a source, before validation. Readers fill it step by step."""

    identity: str
    source: str
    cleaner: TextCleaner
    title: str = ""
    date: datetime.date | None = None
    language: str = ""
    blocks: Sequence[Block] = ()
    summary: str = ""
    categories: Sequence[str] = ()
    topics: Sequence[str] = ()
    url: str = ""
    lead_picture: Picture | None = None
    captured_at: datetime.datetime | None = None
    was_public: bool = True
    first_published_at: datetime.datetime | None = None
    cleaning_notes: list[Note] = field(default_factory=list)
    warnings: list[Note] = field(default_factory=list)
    removed_lines: list[str] = field(default_factory=list)


def build_item(raw: RawItem, *, options: ReaderOptions) -> Item:
    """Return the validated item; raises `UnreadableError` where title, date or text is missing."""
    title = raw.cleaner.text(" ".join(raw.title.split()))
    if not title:
        raise UnreadableError("no_title", _("No title was found."))
    if len(title) > MAX_TITLE:
        raise UnreadableError("long_title", _("The title is longer than 255 characters."))
    if raw.date is None:
        raise UnreadableError("no_date", _("No date was found."))
    if not 1800 <= raw.date.year <= 2199:
        raise UnreadableError(
            "odd_date", _("The date %(date)s cannot be right.") % {"date": raw.date}
        )
    if not raw.blocks:
        raise UnreadableError("no_words", _("No words were found beneath the title."))
    url = _checked_url(raw)
    paragraphs = _paragraphs(raw.blocks)
    language = (
        declared_language(options.language)
        or declared_language(raw.language)
        or detect_language(" ".join([title, *paragraphs[:4]]))
    )
    if not language:
        language = default_language()
        raw.warnings.append(
            Note(code="language", message=_("The language could not be told; English was taken."))
        )
    pictures = [block.picture for block in raw.blocks if block.picture]
    for picture in [*([raw.lead_picture] if raw.lead_picture else []), *pictures]:
        note = check_alternative_text(picture.alt)
        if note:
            raw.warnings.append(note)
    raw.lead_picture = without_file_name(raw.lead_picture)
    raw.blocks = [
        dataclasses.replace(block, picture=without_file_name(block.picture)) for block in raw.blocks
    ]
    raw.warnings.extend(
        check_text(title=title, paragraphs=paragraphs, date=raw.date, today=timezone.localdate())
    )
    if raw.removed_lines:
        raw.cleaner.counts["chrome"] += len(raw.removed_lines)
    return Item(
        identity=raw.identity,
        source=raw.source,
        title=title,
        date=raw.date,
        language=language,
        blocks=tuple(raw.blocks),
        summary=_summary(raw),
        categories=_terms(raw, raw.categories),
        topics=_terms(raw, raw.topics),
        url=url,
        lead_picture=raw.lead_picture,
        captured_at=raw.captured_at or options.captured_at,
        was_public=raw.was_public,
        first_published_at=raw.first_published_at,
        cleaning_notes=(*raw.cleaning_notes, *raw.cleaner.notes()),
        warnings=tuple(raw.warnings),
        removed_lines=tuple(raw.removed_lines),
    )


def _paragraphs(blocks: Sequence[Block]) -> list[str]:
    texts = [block.text or plain_text(block.html) for block in blocks if block.kind != "picture"]
    return [text for text in texts if text]


def _checked_url(raw: RawItem) -> str:
    url = raw.url.strip()
    if not url:
        return ""
    try:
        _validate_url(url)
    except ValidationError:
        valid = False
    else:
        valid = len(url) <= MAX_URL
    if not valid:
        raw.warnings.append(
            Note(
                code="bad_url",
                message=_("“%(url)s” is no address that can be kept.") % {"url": url[:80]},
            )
        )
        return ""
    return url


def _summary(raw: RawItem) -> str:
    summary = raw.cleaner.text(" ".join(raw.summary.split()))
    if len(summary) > MAX_SUMMARY:
        raw.warnings.append(
            Note(
                code="long_summary",
                message=_("The summary is longer than 400 characters and was not taken over."),
            )
        )
        return ""
    return summary


def _terms(raw: RawItem, names: Sequence[str]) -> tuple[str, ...]:
    accepted: list[str] = []
    for name in (raw.cleaner.text(" ".join(each.split())) for each in names):
        if len(name) > MAX_TERM:
            raw.warnings.append(
                Note(
                    code="long_term",
                    message=_("“%(name)s…” is too long for a category or topic.")
                    % {"name": name[:40]},
                )
            )
        elif name and name.casefold() not in {each.casefold() for each in accepted}:
            accepted.append(name)
    return tuple(accepted)
