"""PO files of a statement for outside translators: written, and read with checks.

Each entry is a paragraph. Its context is the paragraph's path. A translation must have the same
tags as its source, so that a file brings no markup of its own.
"""

from dataclasses import dataclass, field

import polib
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from newsroom.editing.memory.translation_work import TranslationWork
from newsroom.translation.memory import content_of
from newsroom.translation.segments import segments_of, tags_in

MAX_BYTES = 2_000_000


@dataclass(frozen=True, kw_only=True)
class ReadFile:
    """Translations by path, and how many entries were left out for which reason."""

    paragraphs: dict[str, str] = field(default_factory=dict)
    changed_since: int = 0
    other_tags: int = 0


def write_po(work: TranslationWork) -> str:
    """Return the PO file of a statement. Paragraphs with the source's words count as empty."""
    current = work.current()
    file = polib.POFile(check_for_duplicates=False)
    file.metadata = {
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": work.language,
        "X-Source-Language": work.source_language,
        "X-Statement": str(work.page.translation_key),
    }
    for segment in segments_of(content_of(work.source, live=False)):
        translation = current.get(segment.path, "")
        file.append(
            polib.POEntry(
                msgctxt=segment.path,
                msgid=segment.text,
                msgstr="" if translation == segment.text else translation,
                comment=str(segment.place),
            )
        )
    return str(file)


def read_po(data: bytes, work: TranslationWork) -> ReadFile:
    """Return the translations of a PO file. Raises ValidationError for any other file."""
    if len(data) > MAX_BYTES:
        raise ValidationError(_("The file is larger than 2 MB."))
    try:
        text = data.decode("utf-8-sig")
        file = polib.pofile(text) if "msgid" in text else None
    except (UnicodeDecodeError, OSError, ValueError, IndexError):
        file = None
    if file is None:
        raise ValidationError(_("This is not a PO file in UTF-8."))
    if file.metadata.get("X-Statement") != str(work.page.translation_key):
        raise ValidationError(_("This PO file belongs to another statement."))
    if file.metadata.get("Language") != work.language:
        raise ValidationError(_("This PO file is for the other language."))
    sources = {
        segment.path: segment for segment in segments_of(content_of(work.source, live=False))
    }
    paragraphs: dict[str, str] = {}
    changed_since = other_tags = 0
    for entry in file:
        if not entry.msgstr.strip() or entry.obsolete or "fuzzy" in entry.flags:
            continue
        segment = sources.get(entry.msgctxt or "")
        if segment is None or segment.text != entry.msgid:
            changed_since += 1
        elif segment.is_html and (
            tags_in(entry.msgstr) != segment.tags or _has_stray_bracket(entry.msgstr)
        ):
            other_tags += 1
        else:
            paragraphs[segment.path] = entry.msgstr
    return ReadFile(paragraphs=paragraphs, changed_since=changed_since, other_tags=other_tags)


def _has_stray_bracket(html: str) -> bool:
    """Return whether a “<” or “>” stands outside of a tag."""
    for tag in tags_in(html):
        html = html.replace(tag, "", 1)
    return "<" in html or ">" in html
