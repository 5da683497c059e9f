"""Corrections of lemmas by editors, which extend the bundled ones."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver

from search.curation import state_tokens
from search.language import lemmas, word_rules
from search.language.analysis import LANGUAGES, Corrections, use_corrections
from search.language.mutations import mutated_in
from search.models.curation import LemmaOverride

logger = logging.getLogger(__name__)

CONTENT = ("language", "form", "lemma", "mutations")


@dataclass(frozen=True, kw_only=True)
class Correction:
    """One row: a word and the word whose lemma it takes."""

    form: str
    lemma: str
    mutations: bool = True


def state_kind(language: str) -> str:
    """Return the kind of state token that covers a language's corrections."""
    return f"overrides-{language}"


def load(language: str, token: str) -> None:
    """Replace the process's analyser by one with the rows in the database.

    Without a state token there are no rows.
    """
    rows = read_corrections(language) if token else []
    added = corrected_lemmas(rows, language=language)
    use_corrections(language, Corrections(lemmas=added, state_token=token))


def read_corrections(language: str) -> list[Correction]:
    """Return a language's rows in the database."""
    rows = LemmaOverride.objects.filter(language=language).values_list(*CONTENT[1:])
    return [
        Correction(form=form, lemma=lemma, mutations=mutations) for form, lemma, mutations in rows
    ]


def corrected_lemmas(rows: Iterable[Correction], *, language: str) -> dict[str, str]:
    """Return form to lemma for the valid rows, mutated forms included.

    A word takes the lemma of the word in its row, so that an editor may enter a plural. Rows that
    no form would accept, written by SQL or an older version, are ignored: they must not stop
    indexing or searching.
    """
    table = {row.form: row for row in rows if _is_valid(row)}
    table = {
        form: row
        for form, row in table.items()
        if row.lemma == form or row.lemma not in table or table[row.lemma].lemma == row.lemma
    }
    bundled = lemmas.bundled_corrections(language)
    corrected: dict[str, str] = {}
    # Two passes: the dictionary may lead from a row's word to another corrected word.
    for _pass in range(2):
        known = lemmas.lemmas_with(language, lemmas.merge_corrections(bundled, corrected))
        corrected = {
            form: lemmas.fold(form) if row.lemma == form else known.lemma(row.lemma)
            for form, row in table.items()
        }
    for form, row in table.items():
        for mutation in mutated_in(language, form) if row.mutations else ():
            if mutation not in table:
                corrected[mutation] = corrected[form]
    return corrected


def _is_valid(row: Correction) -> bool:
    try:
        is_valid = (
            word_rules.validated_word(row.form) == row.form
            and word_rules.validated_word(row.lemma) == row.lemma
        )
    except ValidationError:
        is_valid = False
    if not is_valid:
        logger.warning("the correction of the word %r to %r is left out", row.form, row.lemma)
    return is_valid


@receiver(pre_save, sender=LemmaOverride)
def remember_content(instance: LemmaOverride, **kwargs: object) -> None:
    """Store the row's previous content: a change of its note alone must not rebuild the index."""
    rows = LemmaOverride.objects.filter(pk=instance.pk).values_list(*CONTENT)
    instance.content_before = rows.first()


@receiver(post_save, sender=LemmaOverride)
def announce_saved(instance: LemmaOverride, **kwargs: object) -> None:
    """Announce changed corrections, of the row's previous language as well."""
    before = instance.content_before
    if before != tuple(getattr(instance, name) for name in CONTENT):
        for language in {instance.language, str(before[0]) if before else instance.language}:
            state_tokens.announce_change(state_kind(language))


@receiver(post_delete, sender=LemmaOverride)
def announce_deleted(instance: LemmaOverride, **kwargs: object) -> None:
    """Announce that a correction was deleted."""
    state_tokens.announce_change(state_kind(instance.language))


def _register() -> None:
    for language in LANGUAGES:
        state_tokens.register_loader(state_kind(language), partial(load, language))


_register()
