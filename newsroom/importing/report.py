"""The report of an import: lines for the terminal and details as JSON."""

import dataclasses
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.importing.items import Item, Note, Refusal
from newsroom.importing.redirects import RedirectCheck, describe_failure
from newsroom.importing.writing.statements import Outcome

# The terminal shows this many pages; the file of --report has all of them.
MAX_SHOWN_PAGES = 20


class Report:
    """Writes about each page as it is imported, then a summary; holds counts, no pages.

    `details` is an open file for JSON; `verbose` shows every page in the terminal.
    """

    def __init__(self, out: TextIO, *, details: TextIO | None, verbose: bool, apply: bool):
        self.out = out
        self.details = details
        self.verbose = verbose
        self.apply = apply
        self.statuses: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.first_reason: dict[str, str] = {}
        self.redirects: Counter[bool] = Counter()
        self.shown = 0
        self.omitted = False
        if details:
            details.write('{"pages": [\n')
        self._first = True

    @property
    def failure_count(self) -> int:
        """Return the number of files, items and redirects that failed."""
        return self.statuses["skipped"] + self.statuses["failed"] + self.redirects[False]

    def add(self, outcome: Outcome) -> None:
        """Report one page that was read."""
        item = outcome.item
        self.statuses[outcome.status] += 1
        for note in (
            *item.cleaning_notes,
            *item.warnings,
            *outcome.created_terms,
            *outcome.conflicts,
        ):
            self.findings[note.code] += 1
        self._write_details(_as_dict(outcome))
        if self._may_show(important=outcome.status == "failed"):
            self.out.write("\n".join(_page_lines(outcome)) + "\n")

    def add_refusal(self, refusal: Refusal) -> None:
        """Report a file or item that was not imported."""
        status = "beside" if refusal.expected else "skipped"
        self.statuses[status] += 1
        # Counted by code: reasons may quote their file, and would be as many as there are files.
        self.reasons[refusal.code] += 1
        self.first_reason.setdefault(refusal.code, refusal.reason)
        self._write_details({**dataclasses.asdict(refusal), "status": status})
        if (not refusal.expected or self.verbose) and self._may_show(important=True):
            self.out.write(
                _("Skipped: %(source)s") % {"source": _printable(refusal.source)}
                + f"\n    {_printable(refusal.reason)}\n"
            )

    def add_redirect_checks(self, checks: Sequence[RedirectCheck]) -> None:
        """Report the results of requesting redirects."""
        for check in checks:
            self.redirects[check.passed] += 1
            self._write_details(
                {
                    "redirect": {
                        "page_id": check.page_id,
                        "asked": check.requested,
                        "expected": check.expected,
                        "got": check.actual,
                    },
                    "holds": check.passed,
                }
            )
            if not check.passed and self._may_show(important=True):
                self.out.write(
                    _("Redirect: %(sentence)s") % {"sentence": describe_failure(check)} + "\n"
                )
            elif self.verbose:
                self.out.write(f"{check.requested}: {check.actual}\n")

    def write_summary(self) -> None:
        """Write the summary."""
        if self.omitted:
            self.out.write(
                _("… more pages than are shown here; --report FILE keeps all of them.") + "\n"
            )
        self.out.write("\n" + "\n".join(self._summary()) + "\n")
        if self.details:
            summary = {
                "applied": self.apply,
                "statuses": dict(self.statuses),
                "findings": dict(self.findings),
                "redirects_that_hold": self.redirects[True],
                "redirects_that_fail": self.redirects[False],
            }
            self.details.write("\n], " + f'"summary": {json.dumps(summary)}' + "}\n")

    def _summary(self) -> list[str]:
        names = {
            "new": _("new"),
            "changed": _("changed at the source: a draft revision each"),
            "unchanged": _("unchanged"),
            "deleted": _("deleted here since, left so (--again brings them back)"),
            "failed": _("failed"),
            "skipped": _("skipped"),
            "beside": _("not statements, passed over"),
        }
        lines = [_("Imported.") if self.apply else _("Dry run: nothing was written.")]
        lines += [
            f"{self.statuses[code]:>8}  {name}"
            for code, name in names.items()
            if self.statuses[code]
        ]
        if sum(self.redirects.values()):
            lines.append(
                f"{self.redirects[True]:>8}  "
                + ngettext(
                    "redirect requested and right",
                    "redirects requested and right",
                    self.redirects[True],
                )
            )
        if self.redirects[False]:
            lines.append(f"{self.redirects[False]:>8}  " + _("redirects that lead elsewhere"))
        if self.findings:
            lines.append(_("Findings, and on how many pages:"))
            lines += [
                f"{count:>8}  {code.replace('_', ' ')}"
                for code, count in self.findings.most_common()
            ]
        if self.reasons and (self.statuses["skipped"] or self.verbose):
            lines.append(_("Why files were passed over:"))
            lines += [
                f"{count:>8}  {_printable(self.first_reason[code])}"
                for code, count in self.reasons.most_common()
            ]
        if not self.apply and self.statuses["new"] + self.statuses["changed"]:
            lines.append(_("Run it again with --apply to write this."))
        return lines

    def _may_show(self, *, important: bool) -> bool:
        if self.verbose:
            return True
        limit = MAX_SHOWN_PAGES * 2 if important else MAX_SHOWN_PAGES
        if self.shown >= limit:
            self.omitted = True
            return False
        self.shown += 1
        return True

    def _write_details(self, value: Mapping[str, object]) -> None:
        if self.details:
            self.details.write(
                ("" if self._first else ",\n") + json.dumps(value, ensure_ascii=False, default=str)
            )
            self._first = False


def _page_lines(outcome: Outcome) -> list[str]:
    item = outcome.item
    statuses = {
        "new": _("New"),
        "changed": _("Changed"),
        "unchanged": _("Unchanged"),
        "deleted": _("Deleted here"),
        "failed": _("Failed"),
    }
    lines = [
        f"{statuses[outcome.status]}: {_printable(item.source)}",
        f"    {_printable(item.title)}",
    ]
    if outcome.reason:
        lines.append(f"    {_printable(outcome.reason)}")
    if outcome.status == "unchanged":
        return lines
    lines.append("    " + " · ".join(_properties(item)))
    groups = (
        (_("cleaned"), item.cleaning_notes),
        (_("left alone"), item.warnings),
        (_("made"), outcome.created_terms),
        (_("kept"), outcome.conflicts),
    )
    lines += [
        f"    {label}: {_printable(note.message)}" for label, notes in groups for note in notes
    ]
    return lines


def _properties(item: Item) -> list[str]:
    pictures = sum(block.kind == "picture" for block in item.blocks) + bool(item.lead_picture)
    properties = [
        item.date.isoformat(),
        item.language,
        *([", ".join(item.categories)] if item.categories else []),
    ]
    if item.topics:
        properties.append(_("topics: %(names)s") % {"names": ", ".join(item.topics)})
    properties.append(
        ngettext("%(n)d paragraph", "%(n)d paragraphs", item.paragraph_count)
        % {"n": item.paragraph_count}
    )
    if pictures:
        properties.append(ngettext("%(n)d picture", "%(n)d pictures", pictures) % {"n": pictures})
    if item.url:
        properties.append(item.url)
    if item.captured_at:
        properties.append(
            _("captured %(when)s") % {"when": item.captured_at.isoformat(" ", "minutes")}
        )
    return [_printable(prop) for prop in properties]


def _as_dict(outcome: Outcome) -> dict[str, object]:
    item = outcome.item
    return {
        "status": outcome.status,
        "source": item.source,
        "identity": item.identity,
        "page": outcome.page_id,
        "title": item.title,
        "date": item.date.isoformat(),
        "language": item.language,
        "categories": item.categories,
        "topics": item.topics,
        "paragraphs": item.paragraph_count,
        "blocks": len(item.blocks),
        "pictures": [
            picture.source
            for picture in (item.lead_picture, *(block.picture for block in item.blocks))
            if picture
        ],
        "url": item.url,
        "captured_at": item.captured_at.isoformat() if item.captured_at else None,
        "cleaned": _notes(item.cleaning_notes),
        "left_alone": _notes(item.warnings),
        "removed_lines": list(item.removed_lines),
        "made": _notes(outcome.created_terms),
        "kept": _notes(outcome.conflicts),
        "reason": outcome.reason,
    }


def _notes(notes: Sequence[Note]) -> list[dict[str, object]]:
    return [dataclasses.asdict(note) for note in notes]


def _printable(text: str) -> str:
    """Return the text on one line, without control codes for the terminal."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(character if character.isprintable() else " " for character in text)
