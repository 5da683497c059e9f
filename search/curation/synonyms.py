"""Which synonyms does an office search with: Lectern's own list, everybody's and its own?"""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from search.curation import state
from search.language import word_rules
from search.language.analysis import analyser_for
from search.language.lemmas import DATA, fold
from search.language.synonyms import Group, Thesaurus
from search.models.curation import SynonymGroup, SynonymOff

KIND = "synonyms"
SEPARATOR = " | "


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A line of the list that comes with Lectern. `key` names it, as its first phrase does."""

    key: str
    group: Group
    note: str


@cache
def listed(language: str) -> tuple[Listed, ...]:
    """Return the reviewed list of a language, in its order."""
    path = DATA / language / "synonyms.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Listed(
            key=fold(row["words"].split(SEPARATOR)[0]),
            group=Group(
                words=tuple(row["words"].split(SEPARATOR)),
                finds=tuple(filter(None, row["finds"].split(SEPARATOR))),
            ),
            note=row["note"],
        )
        for row in rows
    )


class _Kept:
    """The rows that this process has read, and the thesauri made of them."""

    def __init__(self) -> None:
        self.groups: dict[tuple[int | None, str], list[Group]] = {}
        self.off: dict[tuple[int, str], set[str]] = {}
        self.made: dict[tuple[int | None, str], tuple[str, Thesaurus]] = {}


_kept = _Kept()


def load(stamp: str) -> None:
    """Read all rows that are in use; without a stamp there are none."""
    global _kept
    kept = _Kept()
    if stamp:
        groups: dict[tuple[int | None, str], list[Group]] = defaultdict(list)
        rows = SynonymGroup.objects.filter(is_active=True).order_by("pk")
        for site, language, words, finds in rows.values_list(
            "site_id", "language", "words", "finds"
        ):
            groups[site, language] += _sensible(words, finds)
        off: dict[tuple[int, str], set[str]] = defaultdict(set)
        for site, language, key in SynonymOff.objects.values_list("site_id", "language", "key"):
            off[site, language].add(key)
        kept.groups, kept.off = groups, off
    _kept = kept


def _sensible(words: str, finds: str) -> Iterator[Group]:
    """Yield a row's group; nothing for one that no form would have let in."""
    try:
        yield Group(words=tuple(word_rules.phrases(words)), finds=tuple(word_rules.phrases(finds)))
    except ValidationError:
        return


def thesaurus_for(site_id: int | None, language: str) -> Thesaurus:
    """Return the synonyms of an office; without an office, those that are everybody's."""
    kept, analyser = _kept, analyser_for(language)
    key = (site_id, language)
    version, thesaurus = kept.made.get(key, ("", None))
    if thesaurus is None or version != analyser.version:
        off = kept.off.get((site_id, language), set()) if site_id is not None else set()
        groups = [one.group for one in listed(language) if one.key not in off]
        groups += kept.groups.get((None, language), [])
        if site_id is not None:
            groups += kept.groups.get((site_id, language), [])
        thesaurus = Thesaurus(groups, analyser=analyser)
        kept.made[key] = (analyser.version, thesaurus)
    return thesaurus


@receiver([post_save, post_delete], sender=SynonymGroup)
@receiver([post_save, post_delete], sender=SynonymOff)
def announce(**kwargs: object) -> None:
    """Tell all processes."""
    state.changed(KIND)


state.register(KIND, load)
