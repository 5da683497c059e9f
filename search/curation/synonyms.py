"""The synonyms of an office: the bundled list, those of all sites and its own."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from search.curation import state_tokens
from search.language import word_rules
from search.language.analysis import analyser_for
from search.language.lemmas import DATA, fold
from search.language.synonyms import SynonymRule, Thesaurus
from search.models.curation import SynonymGroup, SynonymOff

KIND = "synonyms"
SEPARATOR = " | "


@dataclass(frozen=True, kw_only=True)
class BundledSynonyms:
    """A line of the bundled list. `key` identifies it and is its first phrase, folded."""

    key: str
    rule: SynonymRule
    note: str


@cache
def bundled_synonyms(language: str) -> tuple[BundledSynonyms, ...]:
    """Return the bundled list of a language, in its order."""
    path = DATA / language / "synonyms.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        BundledSynonyms(
            key=fold(row["words"].split(SEPARATOR)[0]),
            rule=SynonymRule(
                words=tuple(row["words"].split(SEPARATOR)),
                finds=tuple(filter(None, row["finds"].split(SEPARATOR))),
            ),
            note=row["note"],
        )
        for row in rows
    )


class _Cache:
    """The rows that this process has loaded, and thesauri with the version of their analysis."""

    def __init__(self) -> None:
        self.rules: dict[tuple[int | None, str], list[SynonymRule]] = {}
        self.disabled: dict[tuple[int, str], set[str]] = {}
        self.thesauri: dict[tuple[int | None, str], tuple[str, Thesaurus]] = {}


_cache = _Cache()


def load(token: str) -> None:
    """Load all active rows into the process cache; without a state token there are none."""
    global _cache
    new = _Cache()
    if token:
        rules: dict[tuple[int | None, str], list[SynonymRule]] = defaultdict(list)
        rows = SynonymGroup.objects.filter(is_active=True).order_by("pk")
        for site, language, words, finds in rows.values_list(
            "site_id", "language", "words", "finds"
        ):
            rules[site, language] += _valid_rules(words, finds)
        disabled: dict[tuple[int, str], set[str]] = defaultdict(set)
        for site, language, key in SynonymOff.objects.values_list("site_id", "language", "key"):
            disabled[site, language].add(key)
        new.rules, new.disabled = rules, disabled
    _cache = new


def _valid_rules(words: str, finds: str) -> Iterator[SynonymRule]:
    """Yield a row's rule; nothing for a row that no form would accept."""
    try:
        yield SynonymRule(
            words=tuple(word_rules.validated_phrases(words)),
            finds=tuple(word_rules.validated_phrases(finds)),
        )
    except ValidationError:
        return


def thesaurus_for(site_id: int | None, language: str) -> Thesaurus:
    """Return the synonyms of an office; without an office, those of all sites."""
    cached, analyser = _cache, analyser_for(language)
    key = (site_id, language)
    version, thesaurus = cached.thesauri.get(key, ("", None))
    if thesaurus is None or version != analyser.version:
        disabled = cached.disabled.get((site_id, language), set()) if site_id is not None else set()
        rules = [line.rule for line in bundled_synonyms(language) if line.key not in disabled]
        rules += cached.rules.get((None, language), [])
        if site_id is not None:
            rules += cached.rules.get((site_id, language), [])
        thesaurus = Thesaurus(rules, analyser=analyser)
        cached.thesauri[key] = (analyser.version, thesaurus)
    return thesaurus


@receiver([post_save, post_delete], sender=SynonymGroup)
@receiver([post_save, post_delete], sender=SynonymOff)
def announce(**kwargs: object) -> None:
    """Announce changed synonyms to all processes."""
    state_tokens.announce_change(KIND)


state_tokens.register_loader(KIND, load)
