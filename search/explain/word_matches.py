"""Matches between the words of a line and the words of a statement, by field.

They are computed from the entry that would be indexed now, without the engines.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from search.engines.entries import Entry
from search.language.analysis import analyser_for, words_of
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm
from search.querying.parser import Parsed

MAX_FORMS = 8


@dataclass(frozen=True, kw_only=True)
class FieldMatch:
    """How often a field has a term, exactly as typed and in any form, and the forms that it has."""

    field: str
    exactly: int
    in_any_form: int
    forms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TermMatch:
    """A term of the line, or a synonym of one, and the fields of the statement that have it."""

    text: str
    is_phrase: bool
    is_synonym: bool
    fields: tuple[FieldMatch, ...]

    @property
    def title(self) -> FieldMatch | None:
        """Return the match in the title."""
        return next((match for match in self.fields if match.field == "title"), None)

    @property
    def body(self) -> FieldMatch | None:
        """Return the match in summary and text."""
        return next((match for match in self.fields if match.field == "body"), None)


@dataclass(frozen=True, kw_only=True)
class GroupMatch:
    """Alternative terms: a statement needs to have one of them."""

    terms: tuple[TermMatch, ...]

    @property
    def text(self) -> str:
        """Return the terms that were typed, or the synonyms where none of them was."""
        typed = [term.text for term in self.terms if not term.is_synonym]
        return " / ".join(typed or [term.text for term in self.terms])

    @property
    def matches(self) -> bool:
        """Return whether the statement has any of the terms."""
        return any(term.fields for term in self.terms)


@dataclass(frozen=True, kw_only=True)
class _FieldText:
    """The words of a field: as written, folded, and their lemmas, in the same order."""

    field: str
    written: tuple[str, ...]
    words: tuple[str, ...]
    lemmas: tuple[str, ...]


def match_groups(entry: Entry, *, parsed: Parsed, line: str) -> tuple[GroupMatch, ...]:
    """Return the match of the statement with each group of the line."""
    texts = _texts(entry)
    typed = f" {' '.join(map(fold, words_of(line)))} "
    return tuple(
        GroupMatch(
            terms=tuple(
                _match(term, texts, is_synonym=f" {' '.join(term.words)} " not in typed)
                for term in group
            )
        )
        for group in parsed.groups
    )


def match_excluded(entry: Entry, *, parsed: Parsed) -> tuple[TermMatch, ...]:
    """Return the excluded terms that the statement has."""
    texts = _texts(entry)
    matched = (_match(term, texts, is_synonym=False) for term in parsed.excluded)
    return tuple(term for term in matched if term.fields)


def _texts(entry: Entry) -> tuple[_FieldText, ...]:
    analyser = analyser_for(entry.language)
    texts = []
    for field, text in (("title", entry.title), ("body", f"{entry.summary}\n{entry.text}")):
        written = tuple(words_of(text))
        texts.append(
            _FieldText(
                field=field,
                written=written,
                words=tuple(map(fold, written)),
                lemmas=tuple(map(analyser.lemma, written)),
            )
        )
    return tuple(texts)


def _match(term: QueryTerm, texts: tuple[_FieldText, ...], *, is_synonym: bool) -> TermMatch:
    return TermMatch(
        text=" ".join(term.words),
        is_phrase=not term.lemmas,
        is_synonym=is_synonym,
        fields=tuple(_field_matches(term, texts)),
    )


def _field_matches(term: QueryTerm, texts: tuple[_FieldText, ...]) -> Iterator[FieldMatch]:
    length = len(term.words)
    for text in texts:
        exactly, forms = 0, []
        for start in range(len(text.words) - length + 1):
            end = start + length
            as_typed = text.words[start:end] == term.words
            by_lemma = bool(term.lemmas) and all(
                lemma in accepted
                for lemma, accepted in zip(text.lemmas[start:end], term.lemmas, strict=True)
            )
            exactly += as_typed
            if as_typed or by_lemma:
                forms.append(" ".join(text.written[start:end]))
        if forms:
            yield FieldMatch(
                field=text.field,
                exactly=exactly,
                in_any_form=len(forms),
                forms=tuple(dict.fromkeys(forms))[:MAX_FORMS],
            )
