"""How does what any reader found become an item, with its notes?"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.importing.cleaning.languages import declared_language, detect_language
from newsroom.importing.cleaning.tidying import Tidier, plain
from newsroom.importing.cleaning.warnings import alternative_text_note, oddities
from newsroom.importing.items import Block, Item, Note, Options, Picture
from newsroom.importing.readers.files import Unreadable

TITLE_LONGEST = 255
TERM_LONGEST = 100
SUMMARY_LONGEST = 400
URL_LONGEST = 1000
_is_url = URLValidator(schemes=["http", "https"])


@dataclass(kw_only=True)
class Found:
    """What a reader found, before it is checked. Readers fill it step by step."""

    identity: str
    source: str
    tidier: Tidier
    title: str = ""
    date: datetime.date | None = None
    language: str = ""
    blocks: Sequence[Block] = ()
    summary: str = ""
    categories: Sequence[str] = ()
    topics: Sequence[str] = ()
    url: str = ""
    lead: Picture | None = None
    captured_at: datetime.datetime | None = None
    was_public: bool = True
    first_published_at: datetime.datetime | None = None
    cleaned: list[Note] = field(default_factory=list)
    left: list[Note] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def compose(found: Found, *, options: Options) -> Item:
    """Return the item; raises `Unreadable` where title, date or words are missing."""
    title = found.tidier.text(" ".join(found.title.split()))
    if not title:
        raise Unreadable("no_title", _("No title was found."))
    if len(title) > TITLE_LONGEST:
        raise Unreadable("long_title", _("The title is longer than 255 characters."))
    if found.date is None:
        raise Unreadable("no_date", _("No date was found."))
    if not 1800 <= found.date.year <= 2199:
        raise Unreadable("odd_date", _("The date %(date)s cannot be right.") % {"date": found.date})
    if not found.blocks:
        raise Unreadable("no_words", _("No words were found beneath the title."))
    url = _checked_url(found)
    words = _words(found.blocks)
    language = (
        declared_language(options.language)
        or declared_language(found.language)
        or detect_language(" ".join([title, *words[:4]]))
    )
    if not language:
        language = "en"
        found.left.append(
            Note(code="language", message=_("The language could not be told; English was taken."))
        )
    pictures = [block.picture for block in found.blocks if block.picture]
    for picture in [*([found.lead] if found.lead else []), *pictures]:
        note = alternative_text_note(picture.alt)
        if note:
            found.left.append(note)
    found.left.extend(
        oddities(title=title, paragraphs=words, date=found.date, today=timezone.localdate())
    )
    if found.removed:
        found.tidier.counts["chrome"] += len(found.removed)
    return Item(
        identity=found.identity,
        source=found.source,
        title=title,
        date=found.date,
        language=language,
        blocks=tuple(found.blocks),
        summary=_summary(found),
        categories=_terms(found, found.categories),
        topics=_terms(found, found.topics),
        url=url,
        lead=found.lead,
        captured_at=found.captured_at or options.captured_at,
        was_public=found.was_public,
        first_published_at=found.first_published_at,
        cleaned=(*found.cleaned, *found.tidier.notes()),
        left=tuple(found.left),
        removed=tuple(found.removed),
    )


def _words(blocks: Sequence[Block]) -> list[str]:
    texts = [block.text or plain(block.html) for block in blocks if block.kind != "picture"]
    return [text for text in texts if text]


def _checked_url(found: Found) -> str:
    url = found.url.strip()
    if not url:
        return ""
    try:
        _is_url(url)
    except ValidationError:
        valid = False
    else:
        valid = len(url) <= URL_LONGEST
    if not valid:
        found.left.append(
            Note(
                code="bad_url",
                message=_("“%(url)s” is no address that can be kept.") % {"url": url[:80]},
            )
        )
        return ""
    return url


def _summary(found: Found) -> str:
    summary = found.tidier.text(" ".join(found.summary.split()))
    if len(summary) > SUMMARY_LONGEST:
        found.left.append(
            Note(
                code="long_summary",
                message=_("The summary is longer than 400 characters and was not taken over."),
            )
        )
        return ""
    return summary


def _terms(found: Found, names: Sequence[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for name in (found.tidier.text(" ".join(each.split())) for each in names):
        if len(name) > TERM_LONGEST:
            found.left.append(
                Note(
                    code="long_term",
                    message=_("“%(name)s…” is too long for a category or topic.")
                    % {"name": name[:40]},
                )
            )
        elif name and name.casefold() not in {each.casefold() for each in kept}:
            kept.append(name)
    return tuple(kept)
