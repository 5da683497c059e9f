"""Which Welsh words have been reviewed, and in which forms do they stand?

`data/cy/vocabulary.csv` has a line for each word: its dictionary form and its plurals or inflected
forms. Their mutations follow from the rules and need not be listed.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from search.language import mutations


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A word of the reviewed list; `forms` has the dictionary form first."""

    lemma: str
    forms: tuple[str, ...]
    kind: str


def entries(path: Path) -> Iterator[Entry]:
    """Yield the lines of a reviewed list; nothing where a language has none."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            forms = (row["lemma"], *row["forms"].split())
            yield Entry(lemma=row["lemma"], forms=forms, kind=row["kind"])


def reviewed_forms(path: Path, *, untouched: frozenset[str] = frozenset()) -> Mapping[str, str]:
    """Return each form and each mutation of it with its lemma.

    A form that is listed is stronger than a mutation of another word (`mai` is May, not a nasal
    `bai`), and of two such mutations the first stays. `untouched` words (`mae`, which `bae` could
    become) are left to the dictionary.
    """
    listed: dict[str, str] = {}
    mutated: dict[str, str] = {}
    for entry in entries(path):
        for form in entry.forms:
            listed.setdefault(form, entry.lemma)
            for mutation in mutations.mutated(form):
                if mutation not in untouched:
                    mutated.setdefault(mutation, entry.lemma)
    return mutated | listed
