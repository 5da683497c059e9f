"""What is the person at the keyboard told about each page, and about all?"""

import dataclasses
import json
from collections import Counter
from collections.abc import Sequence
from typing import TextIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.importing.items import Item, Note, Refusal
from newsroom.importing.redirects import Proof, explain
from newsroom.importing.writing.statements import Outcome

# Beyond this many pages only the file of --report tells about each.
SHOWN_PAGES = 20


class Report:
    """Tells about pages as they come and sums up; holds counts only, not pages."""

    def __init__(self, out: TextIO, *, details: TextIO | None, everything: bool, apply: bool):
        self.out = out
        self.details = details
        self.everything = everything
        self.apply = apply
        self.statuses: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.reasons: Counter[str] = Counter()
        self.first_reason: dict[str, str] = {}
        self.proofs: Counter[bool] = Counter()
        self.shown = 0
        self.omitted = False
        if details:
            details.write('{"pages": [\n')
        self._first = True

    @property
    def failures(self) -> int:
        """Return how many files, items and redirects went wrong."""
        return self.statuses["skipped"] + self.statuses["failed"] + self.proofs[False]

    def add(self, outcome: Outcome) -> None:
        """Report one page that was read."""
        item = outcome.item
        self.statuses[outcome.status] += 1
        for note in (*item.cleaned, *item.left, *outcome.made, *outcome.kept):
            self.findings[note.code] += 1
        self._write_details(_as_dict(outcome))
        if self._may_show(important=outcome.status == "failed"):
            self.out.write("\n".join(_page_lines(outcome)) + "\n")

    def refuse(self, refusal: Refusal) -> None:
        """Report a file or item that was not read."""
        status = "beside" if refusal.expected else "skipped"
        self.statuses[status] += 1
        # By code: a reason may quote its file, and there are as many files as there are pages.
        self.reasons[refusal.code] += 1
        self.first_reason.setdefault(refusal.code, refusal.reason)
        self._write_details({**dataclasses.asdict(refusal), "status": status})
        if (not refusal.expected or self.everything) and self._may_show(important=True):
            self.out.write(
                _("Skipped: %(source)s") % {"source": _visible(refusal.source)}
                + f"\n    {_visible(refusal.reason)}\n"
            )

    def prove(self, proofs: Sequence[Proof]) -> None:
        """Report redirects that were requested."""
        for proof in proofs:
            self.proofs[proof.holds] += 1
            self._write_details({"redirect": dataclasses.asdict(proof), "holds": proof.holds})
            if not proof.holds and self._may_show(important=True):
                self.out.write(_("Redirect: %(sentence)s") % {"sentence": explain(proof)} + "\n")
            elif self.everything:
                self.out.write(f"{proof.asked}: {proof.got}\n")

    def finish(self) -> None:
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
                "redirects_that_hold": self.proofs[True],
                "redirects_that_fail": self.proofs[False],
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
        if sum(self.proofs.values()):
            lines.append(
                f"{self.proofs[True]:>8}  "
                + ngettext(
                    "redirect requested and right",
                    "redirects requested and right",
                    self.proofs[True],
                )
            )
        if self.proofs[False]:
            lines.append(f"{self.proofs[False]:>8}  " + _("redirects that lead elsewhere"))
        if self.findings:
            lines.append(_("Findings, and on how many pages:"))
            lines += [
                f"{count:>8}  {code.replace('_', ' ')}"
                for code, count in self.findings.most_common()
            ]
        if self.reasons and (self.statuses["skipped"] or self.everything):
            lines.append(_("Why files were passed over:"))
            lines += [
                f"{count:>8}  {_visible(self.first_reason[code])}"
                for code, count in self.reasons.most_common()
            ]
        if not self.apply and self.statuses["new"] + self.statuses["changed"]:
            lines.append(_("Run it again with --apply to write this."))
        return lines

    def _may_show(self, *, important: bool) -> bool:
        if self.everything:
            return True
        limit = SHOWN_PAGES * 2 if important else SHOWN_PAGES
        if self.shown >= limit:
            self.omitted = True
            return False
        self.shown += 1
        return True

    def _write_details(self, value: dict) -> None:
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
    lines = [f"{statuses[outcome.status]}: {_visible(item.source)}", f"    {_visible(item.title)}"]
    if outcome.reason:
        lines.append(f"    {_visible(outcome.reason)}")
    if outcome.status == "unchanged":
        return lines
    lines.append("    " + " · ".join(_facts(item)))
    groups = (
        (_("cleaned"), item.cleaned),
        (_("left alone"), item.left),
        (_("made"), outcome.made),
        (_("kept"), outcome.kept),
    )
    lines += [f"    {label}: {_visible(note.message)}" for label, notes in groups for note in notes]
    return lines


def _facts(item: Item) -> list[str]:
    pictures = sum(block.kind == "picture" for block in item.blocks) + bool(item.lead)
    facts = [
        item.date.isoformat(),
        item.language,
        *([", ".join(item.categories)] if item.categories else []),
    ]
    if item.topics:
        facts.append(_("topics: %(names)s") % {"names": ", ".join(item.topics)})
    facts.append(
        ngettext("%(n)d paragraph", "%(n)d paragraphs", item.paragraphs) % {"n": item.paragraphs}
    )
    if pictures:
        facts.append(ngettext("%(n)d picture", "%(n)d pictures", pictures) % {"n": pictures})
    if item.url:
        facts.append(item.url)
    if item.captured_at:
        facts.append(_("captured %(when)s") % {"when": item.captured_at.isoformat(" ", "minutes")})
    return [_visible(fact) for fact in facts]


def _as_dict(outcome: Outcome) -> dict:
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
        "paragraphs": item.paragraphs,
        "blocks": len(item.blocks),
        "pictures": [
            picture.source
            for picture in (item.lead, *(block.picture for block in item.blocks))
            if picture
        ],
        "url": item.url,
        "captured_at": item.captured_at.isoformat() if item.captured_at else None,
        "cleaned": _notes(item.cleaned),
        "left_alone": _notes(item.left),
        "removed_lines": list(item.removed),
        "made": _notes(outcome.made),
        "kept": _notes(outcome.kept),
        "reason": outcome.reason,
    }


def _notes(notes: Sequence[Note]) -> list[dict]:
    return [dataclasses.asdict(note) for note in notes]


def _visible(text: str) -> str:
    """Return the text on one line, without codes that a terminal would obey."""
    text = text.encode("utf-8", "backslashreplace").decode("utf-8")
    return "".join(character if character.isprintable() else " " for character in text)
