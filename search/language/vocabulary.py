"""The reviewed Welsh vocabulary in `data/cy/vocabulary.csv`.

The file has one line for each word: its dictionary form and its plural or inflected forms.
Mutations follow from the rules and are not listed.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from search.language import mutations


@dataclass(frozen=True, kw_only=True)
class VocabularyEntry:
    """A word of the reviewed list; `forms` has the dictionary form first."""

    lemma: str
    forms: tuple[str, ...]
    kind: str


def read_vocabulary(path: Path) -> Iterator[VocabularyEntry]:
    """Yield the lines of a reviewed list; nothing where a language has no list."""
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            forms = (row["lemma"], *row["forms"].split())
            yield VocabularyEntry(lemma=row["lemma"], forms=forms, kind=row["kind"])


def reviewed_forms(path: Path, *, excluded: frozenset[str] = frozenset()) -> Mapping[str, str]:
    """Return the lemma of each form and of each mutation of a form.

    A listed form takes precedence over a mutation of another word (`mai` is May, not a nasal
    `bai`); of two such mutations the first counts. Mutations that are `excluded` words (`mae`,
    which `bae` could become) are left to the dictionary.
    """
    listed: dict[str, str] = {}
    mutated: dict[str, str] = {}
    for entry in read_vocabulary(path):
        for form in entry.forms:
            listed.setdefault(form, entry.lemma)
            for mutation in mutations.mutated(form):
                if mutation not in excluded:
                    mutated.setdefault(mutation, entry.lemma)
    return mutated | listed
