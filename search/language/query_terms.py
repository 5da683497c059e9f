"""The term of a query, as the query parser, the thesaurus and the engines exchange it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class QueryTerm:
    """A word, or several consecutive words, that a statement contains.

    `words` are surface forms, folded. `lemmas` has, for each of them, the accepted lemmas; it is
    empty for an exact phrase.
    """

    words: tuple[str, ...]
    lemmas: tuple[tuple[str, ...], ...] = ()
