"""Export and import of corrections and synonyms as CSV files.

Files are UTF-8 with a header row. An import updates rows that exist, adds the others and deletes
none. A file with one invalid line changes nothing.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TextIO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from wagtail.models import Site

from search.curation.synonyms import SEPARATOR
from search.language.word_rules import non_empty_lines
from search.models.curation import LemmaOverride, SynonymGroup

COLUMNS = {
    "overrides": ("language", "form", "lemma", "mutations", "note"),
    "synonyms": ("site", "language", "words", "finds", "in_use", "note"),
}
YES, NO = "yes", "no"
# Characters that begin a formula in spreadsheets.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, kw_only=True)
class ImportCounts:
    """The number of rows that a file added and changed."""

    added: int
    changed: int


class InvalidLinesError(Exception):
    """A file has invalid lines; `messages` has a sentence for each problem."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__("\n".join(messages))
        self.messages = messages


def export_rows(kind: str, target: TextIO, *, language: str | None = None) -> int:
    """Write all rows of a kind, or those of one language; return their number."""
    writer = csv.DictWriter(target, COLUMNS[kind], lineterminator="\n")
    writer.writeheader()
    count = 0
    for row in _override_rows() if kind == "overrides" else _synonym_rows():
        if language in (None, row["language"]):
            writer.writerow({name: _safe(value) for name, value in row.items()})
            count += 1
    return count


def _override_rows() -> Iterator[dict[str, str]]:
    for row in LemmaOverride.objects.order_by("language", "form"):
        yield {
            "language": row.language,
            "form": row.form,
            "lemma": row.lemma,
            "mutations": YES if row.mutations else NO,
            "note": row.note,
        }


def _synonym_rows() -> Iterator[dict[str, str]]:
    # Databases differ in where they sort rows without a site.
    by_site = F("site__hostname").asc(nulls_first=True)
    for row in SynonymGroup.objects.select_related("site").order_by(by_site, "language", "pk"):
        yield {
            "site": row.site.hostname if row.site else "",
            "language": row.language,
            "words": SEPARATOR.join(non_empty_lines(row.words)),
            "finds": SEPARATOR.join(non_empty_lines(row.finds)),
            "in_use": YES if row.is_active else NO,
            "note": row.note,
        }


def import_rows(kind: str, source: Iterable[str], *, save: bool = True) -> ImportCounts:
    """Read a file and save its rows; without `save`, only validate it.

    Raises InvalidLinesError, in which case nothing has changed.
    """
    reader = csv.DictReader(source)
    if set(reader.fieldnames or ()) != set(COLUMNS[kind]):
        raise InvalidLinesError(
            [_("Line 1: the columns must be %(names)s.") % {"names": ", ".join(COLUMNS[kind])}]
        )
    problems: list[str] = []
    added = changed = 0
    with transaction.atomic():
        try:
            for values in reader:
                try:
                    row = _override(values) if kind == "overrides" else _synonyms(values)
                    is_new = row.pk is None
                    row.full_clean()
                    row.save()
                except ValidationError as error:
                    problems += [_line(reader.line_num, sentence) for sentence in error.messages]
                else:
                    added, changed = added + is_new, changed + (not is_new)
        except csv.Error as error:
            problems.append(_line(reader.line_num, str(error)))
        if problems or not save:
            transaction.set_rollback(True)
    if problems:
        raise InvalidLinesError(problems)
    return ImportCounts(added=added, changed=changed)


def _line(number: int, sentence: str) -> str:
    return _("Line %(number)d: %(sentence)s") % {"number": number, "sentence": sentence}


def _override(values: Mapping[str, str | None]) -> LemmaOverride:
    """Return the row of a line, new or existing, with the line's values."""
    row = LemmaOverride(language=_cell(values, "language"), form=_cell(values, "form"))
    row.lemma = _cell(values, "lemma")
    row.clean()
    row = LemmaOverride.objects.filter(language=row.language, form=row.form).first() or row
    row.lemma, row.note = _cell(values, "lemma"), _cell(values, "note")
    row.mutations = _yes_or_no(values, "mutations")
    return row


def _synonyms(values: Mapping[str, str | None]) -> SynonymGroup:
    """Return the row of a line, new or existing, with the line's values."""
    row = SynonymGroup(
        site=_site(_cell(values, "site")),
        language=_cell(values, "language"),
        words=_split(_cell(values, "words")),
        finds=_split(_cell(values, "finds")),
    )
    row.clean()
    finds = row.finds
    same = SynonymGroup.objects.filter(site=row.site, language=row.language, words=row.words)
    row = same.first() or row
    row.finds, row.note = finds, _cell(values, "note")
    row.is_active = _yes_or_no(values, "in_use")
    return row


def _site(hostname: str) -> Site | None:
    """Return the site of a host name, None for all sites."""
    if not hostname:
        return None
    site = Site.objects.filter(hostname=hostname).order_by("pk").first()
    if site is None:
        raise ValidationError(_("There is no site %(host)s.") % {"host": hostname})
    return site


def _yes_or_no(values: Mapping[str, str | None], name: str) -> bool:
    given = _cell(values, name).lower()
    if given not in (YES, NO):
        raise ValidationError(
            _("%(name)s must be %(yes)s or %(no)s.") % {"name": name, "yes": YES, "no": NO}
        )
    return given == YES


def _split(cell: str) -> str:
    return "\n".join(part for part in cell.split(SEPARATOR.strip()))


def _cell(values: Mapping[str, str | None], name: str) -> str:
    """Return a cell without the apostrophe that marks text in spreadsheets."""
    value = (values.get(name) or "").strip()
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA) else value


def _safe(value: str) -> str:
    return f"'{value}" if value.startswith(FORMULA) else value
