"""What does the captured visible text of a page say?

A page of the model site reads: furniture, title, share links, date, categories as bullets, perhaps
the alternative text of a picture, the statement, "Show only" and the footer. A plain text file
with a title, a date and paragraphs is read too.
"""

import datetime
from collections.abc import Iterator

from django.utils.translation import gettext as _

from newsroom.importing.cleaning import boilerplate
from newsroom.importing.cleaning.dates import parse_date
from newsroom.importing.cleaning.tidying import Tidier, encoding_note, list_html, paragraph_html
from newsroom.importing.items import Block, Item, Note, Options, SourceFile
from newsroom.importing.readers.composition import Found, compose
from newsroom.importing.readers.files import MEGABYTE, Unreadable, decode, read_bytes

LIMIT = 2 * MEGABYTE
# How many lines of text may stand before the date.
HEADER_LINES = 12
WRAPPED_AT = 100


def read(file: SourceFile, options: Options) -> Iterator[Item]:
    """Yield the one statement of a captured page; raises `Unreadable`."""
    text, encoding = decode(read_bytes(file.path, limit=LIMIT))
    found = Found(identity=file.name, source=file.name, tidier=Tidier())
    if encoding != "utf-8":
        found.cleaned.append(encoding_note(encoding))
    lines = text.splitlines()
    lines = _without_footer(lines, found)
    start = _read_header(lines, found)
    found.blocks = tuple(_blocks(lines[start:], found))
    yield compose(found, options=options)


def _without_footer(lines: list[str], found: Found) -> list[str]:
    """Return the lines above the footer; remember those below."""
    starts = [number for number, line in enumerate(lines) if boilerplate.starts_footer(line)]
    show_only = [n for n in starts if not boilerplate.is_bullet(lines[n])]
    end = len(lines)
    if show_only:
        # The last heading of the footer that no running text follows.
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
    found.removed.extend(line.strip() for line in lines[end:] if line.strip())
    found.tidier.counts["empty_paragraphs"] += sum(
        bool(line) and not line.strip() for line in lines[end:]
    )
    return lines[:end]


def _is_running_text(line: str) -> bool:
    return len(line) > 200 and not boilerplate.is_footer_line(line)


def _read_header(lines: list[str], found: Found) -> int:
    """Fill title, date and categories; return the number of the first line of the statement."""
    position = _skip(lines, 0, found, also=boilerplate.is_header, bullets=True)
    date_at, date = _find_date(lines, position)
    if date is None:
        raise Unreadable("no_date", _("No date was found near the title."))
    found.date = date
    titles = [
        number
        for number in range(position, date_at)
        if lines[number].strip() and not _is_extra(lines[number])
    ]
    found.removed.extend(
        boilerplate.without_bullet(lines[number])
        for number in range(position, date_at)
        if lines[number].strip() and number not in titles[:1]
    )
    after = date_at + 1
    if not titles:
        # The date stands above the title.
        after = _skip(lines, after, found, also=boilerplate.is_share_link, bullets=False)
        titles = [after] if after < len(lines) else []
        after += 1
    found.title = lines[titles[0]] if titles else ""
    return _read_terms(lines, after, found)


def _skip(lines: list[str], position: int, found: Found, *, also, bullets: bool) -> int:
    """Return the first line from `position` that is neither blank nor furniture."""
    while position < len(lines):
        line = lines[position]
        if line.strip() and not also(line) and not (bullets and boilerplate.is_bullet(line)):
            break
        if line.strip():
            found.removed.append(boilerplate.without_bullet(line))
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
        if seen >= HEADER_LINES:
            break
    return position, None


def _is_extra(line: str) -> bool:
    return boilerplate.is_bullet(line) or boilerplate.is_share_link(line)


def _read_terms(lines: list[str], position: int, found: Found) -> int:
    """Take the bullets beneath the date as categories, and what is glued to them as a picture."""
    categories: list[str] = []
    while position < len(lines):
        line = lines[position]
        if boilerplate.is_bullet(line) and not boilerplate.is_share_link(line):
            categories.append(boilerplate.without_bullet(line))
        elif _is_extra(line):
            found.removed.append(boilerplate.without_bullet(line))
        elif line.strip() or categories:
            break
        position += 1
    found.categories = categories
    glued: list[str] = []
    while categories and position < len(lines) and lines[position] and len(glued) < 3:
        glued.append(lines[position].strip())
        position += 1
    if glued and not (len(" ".join(glued)) < 160 and not glued[-1].endswith((".", "”", ":"))):
        return position - len(glued)
    for words in glued:
        found.removed.append(words)
        found.left.append(
            Note(
                code="picture_lost",
                message=_(
                    "A picture stood here that was not captured; its alternative text was “%(alt)s”"
                )
                % {"alt": words},
            )
        )
    return position


def _blocks(lines: list[str], found: Found) -> Iterator[Block]:
    """Yield a paragraph for each line and a list for bullets in a row."""
    tidier = found.tidier
    entries: list[str] = []
    for line in [*_unwrapped(lines, tidier), ""]:
        if boilerplate.is_bullet(line):
            if words := tidier.paragraph(boilerplate.without_bullet(line)):
                entries.append(words)
            continue
        if entries:
            yield Block(kind="list", html=list_html(entries))
            entries = []
        if not line:
            continue
        if boilerplate.is_furniture(line):
            found.removed.append(line.strip())
        elif words := tidier.paragraph(line):
            yield Block(kind="paragraph", html=paragraph_html(words))


def _unwrapped(lines: list[str], tidier: Tidier) -> list[str]:
    """Join lines that an editor program wrapped, known by blank lines and no long line."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line.strip() and not boilerplate.is_bullet(line):
            groups[-1].append(line)
        else:
            groups.extend([[line], []])
    texts = [group for group in groups if group and group[0].strip()]
    wrapped = [group for group in texts if len(group) > 1]
    longest = max((len(line) for line in lines), default=0)
    if longest > WRAPPED_AT or len(wrapped) * 2 < len(texts) or not wrapped:
        return lines
    tidier.counts["joined"] += sum(len(group) - 1 for group in wrapped)
    return [
        " ".join(part.strip() for part in group) if len(group) > 1 else group[0]
        for group in groups
        if group
    ]
