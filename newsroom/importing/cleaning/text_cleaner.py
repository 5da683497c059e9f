"""Automatic corrections of text and HTML that need no decision by a person."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.importing.items import Note

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]{2,}")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e]")
_EDGES = " \t\r\n\u00a0\u2002\u2003\u2009\u202f"
_SOURCE_SPACES = re.compile(r"[ \t\r\n\f]+")
_AROUND_LISTS = re.compile(r"\s*(</?(?:ul|ol|li)>)\s*")
_TAGS = {"p", "b", "i", "a", "ul", "ol", "li", "br"}


class TextCleaner:
    """Cleans the texts of one page and counts the corrections for the report."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()

    def text(self, value: str) -> str:
        """Return `value` in NFC, without repeated spaces, controls or surrounding whitespace."""
        value, controls = _CONTROLS.subn("", unicodedata.normalize("NFC", value))
        value, doubled = _SPACES.subn(" ", value)
        self.counts["controls"] += controls
        self.counts["doubled_spaces"] += doubled
        return value.strip(_EDGES)

    def paragraph(self, value: str) -> str:
        """Return the cleaned text of a paragraph; a blank one is counted as empty."""
        value = self.text(value)
        if not value:
            self.counts["empty_paragraphs"] += 1
        return value

    def rich_text(self, value: str) -> str:
        """Return HTML with only the tags of the rich text editor, its text cleaned as by `text`."""
        value = _with_editor_tags(value)
        safe = nh3.clean(
            value,
            tags=_TAGS,
            clean_content_tags={"script", "style", "iframe", "object", "template", "noscript"},
            attributes={"a": {"href"}},
            url_schemes={"http", "https", "mailto", "tel"},
            link_rel=None,
        )
        safe, controls = _CONTROLS.subn("", unicodedata.normalize("NFC", safe))
        # Browsers render whitespace of the source as one space, and none between list entries.
        safe = _SOURCE_SPACES.sub(" ", safe)
        safe = _AROUND_LISTS.sub(r"\1", safe)
        safe, doubled = _SPACES.subn(" ", safe.replace("&nbsp;", "\u00a0"))
        self.counts["controls"] += controls
        self.counts["doubled_spaces"] += doubled
        return safe.strip(_EDGES)

    def notes(self) -> list[Note]:
        """Return one note for each kind of correction."""
        sentences: dict[str, Callable[[int], str]] = {
            "empty_paragraphs": lambda n: ngettext(
                "%(n)d empty paragraph left out", "%(n)d empty paragraphs left out", n
            ),
            "doubled_spaces": lambda n: ngettext(
                "%(n)d run of spaces made one space", "%(n)d runs of spaces made one space", n
            ),
            "controls": lambda n: ngettext(
                "%(n)d invisible character removed", "%(n)d invisible characters removed", n
            ),
            "chrome": lambda n: ngettext(
                "%(n)d line of the old site's furniture left out",
                "%(n)d lines of the old site's furniture left out",
                n,
            ),
            "active": lambda n: ngettext(
                "%(n)d script, form or frame removed", "%(n)d scripts, forms or frames removed", n
            ),
            "joined": lambda n: ngettext(
                "%(n)d wrapped line joined to its paragraph",
                "%(n)d wrapped lines joined to their paragraphs",
                n,
            ),
            "comments": lambda n: ngettext(
                "%(n)d hidden comment removed", "%(n)d hidden comments removed", n
            ),
        }
        return [
            Note(
                code=code,
                message=sentence(self.counts[code]) % {"n": self.counts[code]},
                count=self.counts[code],
            )
            for code, sentence in sentences.items()
            if self.counts[code]
        ]


def paragraph_html(text: str) -> str:
    """Return plain text as one paragraph of HTML."""
    return f"<p>{html.escape(text, quote=False)}</p>"


def plain_text(markup: str) -> str:
    """Return the text of sanitised HTML."""
    return html.unescape(nh3.clean(markup, tags=set())).strip()


def list_html(entries: Sequence[str], *, ordered: bool = False) -> str:
    """Return plain text entries as an HTML list."""
    tag = "ol" if ordered else "ul"
    inner = "".join(f"<li>{html.escape(entry, quote=False)}</li>" for entry in entries)
    return f"<{tag}>{inner}</{tag}>"


def encoding_note(name: str) -> Note:
    """Return the note that a file was not encoded in UTF-8."""
    return Note(
        code="encoding",
        message=_("The text was %(encoding)s and was turned into UTF-8") % {"encoding": name},
    )


def _with_editor_tags(value: str) -> str:
    value = re.sub(r"<(/?)strong\b[^>]*>", r"<\1b>", value, flags=re.IGNORECASE)
    return re.sub(r"<(/?)em\b[^>]*>", r"<\1i>", value, flags=re.IGNORECASE)
