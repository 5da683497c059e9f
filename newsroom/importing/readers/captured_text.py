"""Reader of the visible text of a page, captured as a text file.

A page of the model site consists of: header, title, share links, date, categories as bullets,
sometimes the alternative text of a picture, the statement, "Show only" and the footer. A plain text
file with a title, a date and paragraphs is read as well.
"""

import datetime
from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from newsroom.importing.cleaning import boilerplate
from newsroom.importing.cleaning.text_cleaner import (
    TextCleaner,
    encoding_note,
    list_html,
    paragraph_html,
)
from newsroom.importing.items import Block, Item, Note, ReaderOptions, SourceFile
from newsroom.importing.readers.files import MEGABYTE, UnreadableError, decode, read_bytes
from newsroom.importing.readers.raw_items import RawItem, build_item
from newsroom.translation.date_parsing import parse_date

MAX_BYTES = 2 * MEGABYTE
# The most lines of text before the date.
MAX_HEADER_LINES = 12
# The longest line of a text that is considered hard-wrapped.
MAX_WRAPPED_LINE = 100


def read(file: SourceFile, options: ReaderOptions) -> Iterator[Item]:
    """Yield the one statement of a captured page; raises `UnreadableError`."""
    text, encoding = decode(read_bytes(file.path, limit=MAX_BYTES))
    raw = RawItem(identity=file.name, source=file.name, cleaner=TextCleaner())
    if encoding != "utf-8":
        raw.cleaning_notes.append(encoding_note(encoding))
    lines = text.splitlines()
    lines = _without_footer(lines, raw)
    start = _read_header(lines, raw)
    raw.blocks = tuple(_blocks(lines[start:], raw))
    yield build_item(raw, options=options)


def _without_footer(lines: list[str], raw: RawItem) -> list[str]:
    """Return the lines above the footer; those below are recorded as removed."""
    starts = [number for number, line in enumerate(lines) if boilerplate.starts_footer(line)]
    show_only = [n for n in starts if not boilerplate.is_bullet(lines[n])]
    end = len(lines)
    if show_only:
        # The first footer heading without running text after it.
        for number in show_only:
            if not any(_is_running_text(line) for line in lines[number + 1 :]):
                end = number
                break
    while end > 0 and (
        not lines[end - 1].strip()
        or boilerplate.is_footer_line(lines[end - 1])
        or boilerplate.is_share_link(lines[end - 1])
    ):
        end -= 1
    raw.removed_lines.extend(line.strip() for line in lines[end:] if line.strip())
    raw.cleaner.counts["empty_paragraphs"] += sum(
        bool(line) and not line.strip() for line in lines[end:]
    )
    return lines[:end]


def _is_running_text(line: str) -> bool:
    return len(line) > 200 and not boilerplate.is_footer_line(line)


def _read_header(lines: list[str], raw: RawItem) -> int:
    """Set title, date and categories; return the index of the first line of the statement.

    Raises `UnreadableError` where no date is found.
    """
    position = _skip_boilerplate(
        lines, 0, raw, is_boilerplate=boilerplate.is_header_line, bullets=True
    )
    date_line, date = _find_date(lines, position)
    if date is None:
        raise UnreadableError("no_date", _("No date was found near the title."))
    raw.date = date
    titles = [
        number
        for number in range(position, date_line)
        if lines[number].strip() and not _is_bullet_or_share_link(lines[number])
    ]
    raw.removed_lines.extend(
        boilerplate.without_bullet(lines[number])
        for number in range(position, date_line)
        if lines[number].strip() and number not in titles[:1]
    )
    after = date_line + 1
    if not titles:
        # The date precedes the title.
        after = _skip_boilerplate(
            lines, after, raw, is_boilerplate=boilerplate.is_share_link, bullets=False
        )
        titles = [after] if after < len(lines) else []
        after += 1
    raw.title = lines[titles[0]] if titles else ""
    return _read_terms(lines, after, raw)


def _skip_boilerplate(
    lines: list[str],
    position: int,
    raw: RawItem,
    *,
    is_boilerplate: Callable[[str], bool],
    bullets: bool,
) -> int:
    """Return the index of the first line from `position` that is neither blank nor boilerplate."""
    while position < len(lines):
        line = lines[position]
        is_skipped = is_boilerplate(line) or (bullets and boilerplate.is_bullet(line))
        if line.strip() and not is_skipped:
            break
        if line.strip():
            raw.removed_lines.append(boilerplate.without_bullet(line))
        position += 1
    return position


def _find_date(lines: list[str], position: int) -> tuple[int, datetime.date | None]:
    seen = 0
    for number in range(position, len(lines)):
        line = boilerplate.without_bullet(lines[number])
        if not line:
            continue
        if date := parse_date(line):
            return number, date
        seen += 1
        if seen >= MAX_HEADER_LINES:
            break
    return position, None


def _is_bullet_or_share_link(line: str) -> bool:
    return boilerplate.is_bullet(line) or boilerplate.is_share_link(line)


def _read_terms(lines: list[str], position: int, raw: RawItem) -> int:
    """Read the bullets below the date as categories; return the index of the next line.

    Up to three short lines directly after them are the alternative text of a picture.
    """
    categories: list[str] = []
    while position < len(lines):
        line = lines[position]
        if boilerplate.is_bullet(line) and not boilerplate.is_share_link(line):
            categories.append(boilerplate.without_bullet(line))
        elif _is_bullet_or_share_link(line):
            raw.removed_lines.append(boilerplate.without_bullet(line))
        elif line.strip() or categories:
            break
        position += 1
    raw.categories = categories
    alt_lines: list[str] = []
    while categories and position < len(lines) and lines[position] and len(alt_lines) < 3:
        alt_lines.append(lines[position].strip())
        position += 1
    text = " ".join(alt_lines)
    if len(text) >= 160 or text.endswith((".", "”", ":")):
        return position - len(alt_lines)
    for words in alt_lines:
        raw.removed_lines.append(words)
        raw.warnings.append(
            Note(
                code="picture_lost",
                message=_(
                    "A picture stood here that was not captured; its alternative text was “%(alt)s”"
                )
                % {"alt": words},
            )
        )
    return position


def _blocks(lines: list[str], raw: RawItem) -> Iterator[Block]:
    """Yield a paragraph for each line and a list for each run of bullets."""
    cleaner = raw.cleaner
    entries: list[str] = []
    for line in [*_join_wrapped_lines(lines, cleaner), ""]:
        if boilerplate.is_bullet(line):
            if words := cleaner.paragraph(boilerplate.without_bullet(line)):
                entries.append(words)
            continue
        if entries:
            yield Block(kind="list", html=list_html(entries))
            entries = []
        if not line:
            continue
        if boilerplate.is_boilerplate(line):
            raw.removed_lines.append(line.strip())
        elif words := cleaner.paragraph(line):
            yield Block(kind="paragraph", html=paragraph_html(words))


def _join_wrapped_lines(lines: list[str], cleaner: TextCleaner) -> list[str]:
    """Return the lines with hard-wrapped paragraphs joined.

    A text is hard-wrapped where no line is long and most paragraphs have several lines.
    """
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip() and not boilerplate.is_bullet(line):
            groups[-1].append(line)
        else:
            groups.extend([[line], []])
    texts = [group for group in groups if group and group[0].strip()]
    wrapped = [group for group in texts if len(group) > 1]
    longest = max((len(line) for line in lines), default=0)
    if longest > MAX_WRAPPED_LINE or len(wrapped) * 2 < len(texts) or not wrapped:
        return lines
    cleaner.counts["joined"] += sum(len(group) - 1 for group in wrapped)
    return [
        " ".join(part.strip() for part in group) if len(group) > 1 else group[0]
        for group in groups
        if group
    ]
