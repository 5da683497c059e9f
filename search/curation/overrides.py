"""Which corrections of words do editors add to those that come with Lectern?"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from search.curation import state
from search.language import lemmas, word_rules
from search.language.analysis import LANGUAGES, Corrections, use_corrections
from search.language.mutations import mutated
from search.models.curation import LemmaOverride

logger = logging.getLogger(__name__)

CONTENT = ("language", "form", "lemma", "mutations")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One row: a word and the one that it is filed with."""

    form: str
    lemma: str
    mutations: bool = True


def kind_of(language: str) -> str:
    """Return the name under which changes of a language's corrections are announced."""
    return f"overrides-{language}"


def load(language: str, stamp: str) -> None:
    """Analyse with the rows that the database has now; without a stamp, with none."""
    rows = rows_of(language) if stamp else []
    use_corrections(language, Corrections(lemmas=lemmas_of(rows, language=language), stamp=stamp))


def rows_of(language: str) -> list[Correction]:
    """Return the rows of a language as the database has them."""
    rows = LemmaOverride.objects.filter(language=language).values_list(*CONTENT[1:])
    return [Correction(form=form, lemma=lemma, mutations=also) for form, lemma, also in rows]


def lemmas_of(rows: Iterable[Correction], *, language: str) -> dict[str, str]:
    """Return form to lemma for the rows that make sense, mutated forms included.

    A word is filed with another: under whatever that one is filed under, so that an editor may
    write a plural. Rows that no form would have let in, written by SQL or an older version, are
    passed over: they must not stop anybody from indexing or searching.
    """
    table = {row.form: row for row in rows if _makes_sense(row)}
    table = {
        form: row
        for form, row in table.items()
        if row.lemma == form or row.lemma not in table or table[row.lemma].lemma == row.lemma
    }
    listed = lemmas.overrides(language)
    found: dict[str, str] = {}
    # Twice, since a word may be filed with one that the dictionary leads to a corrected one.
    for _time in range(2):
        known = lemmas.with_corrections(language, lemmas.corrected(listed, found))
        found = {
            form: lemmas.fold(form) if row.lemma == form else known.lemma(row.lemma)
            for form, row in table.items()
        }
    if language == "cy":
        for form, row in table.items():
            for other in mutated(form) if row.mutations else ():
                if other not in table:
                    found[other] = found[form]
    return found


def _makes_sense(row: Correction) -> bool:
    try:
        sensible = (word_rules.one_word(row.form), word_rules.one_word(row.lemma)) == (
            row.form,
            row.lemma,
        )
    except ValidationError:
        sensible = False
    if not sensible:
        logger.warning("the correction of the word %r to %r is left out", row.form, row.lemma)
    return sensible


@receiver(pre_save, sender=LemmaOverride)
def remember_content(instance: LemmaOverride, **kwargs: object) -> None:
    """Note what the row was: a change of its note alone must not remake the index."""
    rows = LemmaOverride.objects.filter(pk=instance.pk).values_list(*CONTENT)
    instance.content_before = rows.first()


@receiver(post_save, sender=LemmaOverride)
def saved(instance: LemmaOverride, **kwargs: object) -> None:
    """Announce new words of the languages that the row had and has."""
    before = instance.content_before
    if before != tuple(getattr(instance, name) for name in CONTENT):
        for language in {instance.language, before[0] if before else instance.language}:
            state.changed(kind_of(language))


@receiver(post_delete, sender=LemmaOverride)
def deleted(instance: LemmaOverride, **kwargs: object) -> None:
    """Announce that a correction is gone."""
    state.changed(kind_of(instance.language))


def _register() -> None:
    for language in LANGUAGES:
        state.register(kind_of(language), partial(load, language))


_register()
