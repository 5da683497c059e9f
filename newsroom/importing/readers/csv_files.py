"""Which statements does a CSV file hold?

Columns: title, date, language, categories, topics, body, url, image. The first row names them;
title, date and body are required. Lists are split by semicolons.
"""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from newsroom.importing.cleaning import html_blocks
from newsroom.importing.cleaning.dates import in_london, parse_date, parse_moment
from newsroom.importing.cleaning.tidying import Tidier, encoding_note, paragraph_html
from newsroom.importing.items import Block, Item, Note, Options, Picture, Refusal, SourceFile
from newsroom.importing.readers.composition import Found, compose
from newsroom.importing.readers.files import SNIFFED, Unreadable, decode, sniff

COLUMNS = ("title", "date", "language", "categories", "topics", "body", "url", "image")
OPTIONAL = ("image_alt", "summary", "captured")
REQUIRED = ("title", "date", "body")
LONGEST_FIELD = 5_000_000
_MARKUP = re.compile(
    r"</?(?:p|div|br|ul|ol|li|h[1-6]|blockquote|figure|img)\b[^>]*>", re.IGNORECASE
)


def header_of(first_line: str) -> tuple[list[str], str]:
    """Return the column names and the delimiter, or ([], "") where this heads no such file."""
    for delimiter in (",", ";", "\t"):
        names = next(csv.reader([first_line.lstrip("\ufeff")], delimiter=delimiter), [])
        names = [name.strip().lower() for name in names]
        if set(REQUIRED) <= set(names):
            return names, delimiter
    return [], ""


def read(file: SourceFile, options: Options) -> Iterator[Item | Refusal]:
    """Yield each row, one in memory at a time; raises `Unreadable` for a missing column."""
    start = sniff(file.path)
    # The last character may have been cut in two; what follows the last line end is left out.
    sample = start if len(start) < SNIFFED else start[: start.rfind(b"\n") + 1] or start
    text, encoding = decode(sample)
    names, delimiter = header_of(text.splitlines()[0] if text else "")
    if not names:
        raise Unreadable(
            "columns",
            _("The first row must name at least these columns: %(names)s")
            % {"names": ", ".join(REQUIRED)},
        )
    csv.field_size_limit(LONGEST_FIELD)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        with file.path.open("r", encoding=codec, newline="") as stream:
            yield from _rows(stream, file, names, delimiter, encoding, options)
    except (UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(
            "malformed",
            _("The table breaks after the rows above: %(error)s") % {"error": str(error)[:120]},
        ) from error
    except OSError as error:
        raise Unreadable("unreadable", error.strerror or str(error)) from error


def _rows(
    stream: io.TextIOBase,
    file: SourceFile,
    names: list[str],
    delimiter: str,
    encoding: str,
    options: Options,
) -> Iterator[Item | Refusal]:
    rows = csv.reader(stream, delimiter=delimiter)
    next(rows, None)
    for number, values in enumerate(rows, 2):
        if not any(value.strip() for value in values):
            continue
        label = f"{file.name}#{number}"
        try:
            if len(values) > len(names):
                raise Unreadable("columns", _("The row has more columns than the first row names."))
            row = dict(zip(names, [*values, *[""] * len(names)], strict=False))
            yield compose(_found(row, label, file, encoding, options), options=options)
        except Unreadable as error:
            yield Refusal(source=label, code=error.code, reason=error.reason)


def _found(
    row: dict[str, str], label: str, file: SourceFile, encoding: str, options: Options
) -> Found:
    tidier = Tidier()
    date = parse_date(row["date"])
    if date is None and row["date"].strip():
        raise Unreadable(
            "no_date", _("“%(text)s” is no date that can be read.") % {"text": row["date"][:40]}
        )
    url = row.get("url", "").strip()
    title = " ".join(row["title"].split())
    found = Found(
        # Without an address a row is known by day and title, wherever it moves in the table.
        identity=url or f"{file.name}: {row['date'].strip()} {title}",
        source=label,
        tidier=tidier,
        title=title,
        date=date,
        language=row.get("language", ""),
        url=url,
        summary=row.get("summary", ""),
        categories=row.get("categories", "").split(";"),
        topics=row.get("topics", "").split(";"),
    )
    if encoding != "utf-8":
        found.cleaned.append(encoding_note(encoding))
    if captured := parse_moment(row.get("captured", "")):
        found.captured_at = in_london(captured)
    if row.get("image", "").strip():
        alt = tidier.text(row.get("image_alt", "")) or None
        found.lead = Picture(source=row["image"].strip(), alt=alt)
    found.blocks = tuple(_blocks(row["body"], found, options))
    unknown = sorted(set(row) - {*COLUMNS, *OPTIONAL, ""})
    if unknown:
        found.left.append(
            Note(
                code="columns",
                message=_("Columns that were not read: %(names)s")
                % {"names": ", ".join(unknown)[:120]},
            )
        )
    return found


def _blocks(body: str, found: Found, options: Options) -> list[Block]:
    if _MARKUP.search(body):
        return html_blocks.blocks_of(
            body,
            tidier=found.tidier,
            base_url=found.url or options.base_url,
            removed=found.removed,
        )
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    texts = (found.tidier.text(line) for line in lines)
    return [Block(kind="paragraph", html=paragraph_html(text)) for text in texts if text]
