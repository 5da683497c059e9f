"""Which words of a statement answer which words of a line, in which field and how often?

Said from the statement's own text, as it would be indexed now; the engines are not asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from search.engines.entries import Entry
from search.language.analysis import analyser_for, words_of
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm
from search.querying.parser import Parsed

MOST_FORMS = 8


@dataclass(frozen=True, kw_only=True)
class InField:
    """How often a field has a term: exactly as typed, and in any form; and which forms."""

    field: str
    exactly: int
    in_any_form: int
    forms: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class TermMatch:
    """A term of the line, or a synonym of one, and where the statement has it."""

    text: str
    is_phrase: bool
    is_synonym: bool
    fields: tuple[InField, ...]

    @property
    def title(self) -> InField | None:
        """Return how the title has it."""
        return next((one for one in self.fields if one.field == "title"), None)

    @property
    def body(self) -> InField | None:
        """Return how summary and text have it."""
        return next((one for one in self.fields if one.field == "body"), None)


@dataclass(frozen=True, kw_only=True)
class GroupMatch:
    """Terms of which one is enough."""

    terms: tuple[TermMatch, ...]

    @property
    def text(self) -> str:
        """Return what was typed."""
        typed = [term.text for term in self.terms if not term.is_synonym]
        return " / ".join(typed or [term.text for term in self.terms])

    @property
    def matches(self) -> bool:
        """Return whether the statement has any of the terms."""
        return any(term.fields for term in self.terms)


@dataclass(frozen=True, kw_only=True)
class _Text:
    """A field's words: as they stand, folded, and their lemmas."""

    field: str
    shown: tuple[str, ...]
    words: tuple[str, ...]
    lemmas: tuple[str, ...]


def match_groups(entry: Entry, *, parsed: Parsed, line: str) -> tuple[GroupMatch, ...]:
    """Return how the statement answers each group of the line."""
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
    """Return those of the excluded terms that the statement has."""
    texts = _texts(entry)
    matched = (_match(term, texts, is_synonym=False) for term in parsed.excluded)
    return tuple(term for term in matched if term.fields)


def _texts(entry: Entry) -> tuple[_Text, ...]:
    analyser = analyser_for(entry.language)
    texts = []
    for field, text in (("title", entry.title), ("body", f"{entry.summary}\n{entry.text}")):
        shown = tuple(words_of(text))
        texts.append(
            _Text(
                field=field,
                shown=shown,
                words=tuple(map(fold, shown)),
                lemmas=tuple(map(analyser.lemma, shown)),
            )
        )
    return tuple(texts)


def _match(term: QueryTerm, texts: tuple[_Text, ...], *, is_synonym: bool) -> TermMatch:
    return TermMatch(
        text=" ".join(term.words),
        is_phrase=not term.lemmas,
        is_synonym=is_synonym,
        fields=tuple(_in_fields(term, texts)),
    )


def _in_fields(term: QueryTerm, texts: tuple[_Text, ...]) -> Iterator[InField]:
    length = len(term.words)
    for text in texts:
        exactly, forms = 0, []
        for place in range(len(text.words) - length + 1):
            as_typed = text.words[place : place + length] == term.words
            row = text.lemmas[place : place + length]
            in_a_form = bool(term.lemmas) and all(
                lemma in accepted for lemma, accepted in zip(row, term.lemmas, strict=True)
            )
            exactly += as_typed
            if as_typed or in_a_form:
                forms.append(" ".join(text.shown[place : place + length]))
        if forms:
            yield InField(
                field=text.field,
                exactly=exactly,
                in_any_form=len(forms),
                forms=tuple(dict.fromkeys(forms))[:MOST_FORMS],
            )
