"""Reader of CSV files, one statement a row.

Columns: title, date, language, categories, topics, body, url, image. The first row names them;
title, date and body are required. Lists are separated by semicolons.
"""

import csv
import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from newsroom.importing.cleaning import html_blocks
from newsroom.importing.cleaning.text_cleaner import TextCleaner, encoding_note, paragraph_html
from newsroom.importing.items import Block, Item, Note, Picture, ReaderOptions, Refusal, SourceFile
from newsroom.importing.readers.files import SNIFFED_BYTES, UnreadableError, decode, sniff
from newsroom.importing.readers.raw_items import RawItem, build_item
from newsroom.translation.date_parsing import in_london, parse_date, parse_datetime

COLUMNS = ("title", "date", "language", "categories", "topics", "body", "url", "image")
OPTIONAL = ("image_alt", "summary", "captured")
REQUIRED = ("title", "date", "body")
MAX_FIELD_CHARACTERS = 5_000_000
_MARKUP = re.compile(
    r"</?(?:p|div|br|ul|ol|li|h[1-6]|blockquote|figure|img)\b[^>]*>", re.IGNORECASE
)


def read_header(first_line: str) -> tuple[list[str], str]:
    """Return column names and delimiter, ([], "") where a required column is missing."""
    for delimiter in (",", ";", "\t"):
        names = next(csv.reader([first_line.lstrip("\ufeff")], delimiter=delimiter), [])
        names = [name.strip().lower() for name in names]
        if set(REQUIRED) <= set(names):
            return names, delimiter
    return [], ""


def read(file: SourceFile, options: ReaderOptions) -> Iterator[Item | Refusal]:
    """Yield each row, with one row in memory at a time.

    Raises `UnreadableError` for a missing column and for a table that cannot be parsed.
    """
    start = sniff(file.path)
    # The sample may end inside a character, so only whole lines are decoded.
    sample = start if len(start) < SNIFFED_BYTES else start[: start.rfind(b"\n") + 1] or start
    text, encoding = decode(sample)
    names, delimiter = read_header(text.splitlines()[0] if text else "")
    if not names:
        raise UnreadableError(
            "columns",
            _("The first row must name at least these columns: %(names)s")
            % {"names": ", ".join(REQUIRED)},
        )
    csv.field_size_limit(MAX_FIELD_CHARACTERS)
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        with file.path.open("r", encoding=codec, newline="") as stream:
            yield from _rows(stream, file, names, delimiter, encoding, options)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableError(
            "malformed",
            _("The table breaks after the rows above: %(error)s") % {"error": str(error)[:120]},
        ) from error
    except OSError as error:
        raise UnreadableError("unreadable", error.strerror or str(error)) from error


def _rows(
    stream: io.TextIOBase,
    file: SourceFile,
    names: list[str],
    delimiter: str,
    encoding: str,
    options: ReaderOptions,
) -> Iterator[Item | Refusal]:
    rows = csv.reader(stream, delimiter=delimiter)
    next(rows, None)
    for number, values in enumerate(rows, 2):
        if not any(value.strip() for value in values):
            continue
        label = f"{file.name}#{number}"
        try:
            if len(values) > len(names):
                raise UnreadableError(
                    "columns", _("The row has more columns than the first row names.")
                )
            row = dict(zip(names, [*values, *[""] * len(names)], strict=False))
            yield build_item(_raw_item(row, label, file, encoding, options), options=options)
        except UnreadableError as error:
            yield Refusal(source=label, code=error.code, reason=error.reason)


def _raw_item(
    row: dict[str, str], label: str, file: SourceFile, encoding: str, options: ReaderOptions
) -> RawItem:
    cleaner = TextCleaner()
    date = parse_date(row["date"])
    if date is None and row["date"].strip():
        raise UnreadableError(
            "no_date", _("“%(text)s” is no date that can be read.") % {"text": row["date"][:40]}
        )
    url = row.get("url", "").strip()
    title = " ".join(row["title"].split())
    raw = RawItem(
        # Date and title still identify a row without address after the table is sorted.
        identity=url or f"{file.name}: {row['date'].strip()} {title}",
        source=label,
        cleaner=cleaner,
        title=title,
        date=date,
        language=row.get("language", ""),
        url=url,
        summary=row.get("summary", ""),
        categories=row.get("categories", "").split(";"),
        topics=row.get("topics", "").split(";"),
    )
    if encoding != "utf-8":
        raw.cleaning_notes.append(encoding_note(encoding))
    if captured := parse_datetime(row.get("captured", "")):
        raw.captured_at = in_london(captured)
    if row.get("image", "").strip():
        alt = cleaner.text(row.get("image_alt", "")) or None
        raw.lead_picture = Picture(source=row["image"].strip(), alt=alt)
    raw.blocks = tuple(_blocks(row["body"], raw, options))
    unknown = sorted(set(row) - {*COLUMNS, *OPTIONAL, ""})
    if unknown:
        raw.warnings.append(
            Note(
                code="columns",
                message=_("Columns that were not read: %(names)s")
                % {"names": ", ".join(unknown)[:120]},
            )
        )
    return raw


def _blocks(body: str, raw: RawItem, options: ReaderOptions) -> list[Block]:
    if _MARKUP.search(body):
        return html_blocks.extract_blocks(
            body,
            cleaner=raw.cleaner,
            base_url=raw.url or options.base_url,
            removed_lines=raw.removed_lines,
        )
    lines = body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    texts = (raw.cleaner.text(line) for line in lines)
    return [Block(kind="paragraph", html=paragraph_html(text)) for text in texts if text]
