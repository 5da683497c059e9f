"""MATCH expressions, the query language of FTS5.

Only quoted words are put into an expression: FTS5 would interpret anything else as syntax.
"""

import itertools

from search.engines.base import MAX_PHRASES, Query, TitleQuery
from search.language.query_terms import QueryTerm

SURFACE = "{title body}"
LEMMAS = "{title_lemmas body_lemmas}"
TITLES = "{title title_lemmas}"


def match_expression(query: Query) -> str:
    """Return the expression of a query's groups, empty where it has none."""
    groups = [_group(group) for group in query.groups]
    if not groups:
        return ""
    if query.match_any:
        return " OR ".join(groups)
    every = " AND ".join(groups)
    adjacent = [_lemma_phrases(term) for term in query.neighbours]
    if not adjacent:
        return every
    # Adjacent words match `every` as well: this only raises the score.
    return f"({every}) OR ({every} AND ({' OR '.join(adjacent)}))"


def exclusion_expression(query: Query) -> str:
    """Return the expression of a query's excluded terms, empty where it has none."""
    return " OR ".join(_term(term) for term in query.excluded)


def title_expression(query: TitleQuery) -> str:
    """Return the expression of titles that contain the words, the last one as a prefix."""
    prefixes = " OR ".join(f"{_quoted((prefix,))} *" for prefix in query.prefixes)
    groups = [f"({' OR '.join(_title_term(term) for term in group)})" for group in query.groups]
    return " AND ".join([f"({TITLES} : ({prefixes}))", *groups])


def _title_term(term: QueryTerm) -> str:
    phrases = itertools.islice(itertools.product(*term.lemmas), MAX_PHRASES) if term.lemmas else ()
    lemmas = [f"title_lemmas : {_quoted(words)}" for words in phrases]
    return f"({' OR '.join([f'title : {_quoted(term.words)}', *lemmas])})"


def _group(terms: tuple[QueryTerm, ...]) -> str:
    return f"({' OR '.join(_term(term) for term in terms)})"


def _term(term: QueryTerm) -> str:
    surface = f"{SURFACE} : {_quoted(term.words)}"
    if not term.lemmas:
        return f"({surface})"
    return f"({_lemma_phrases(term)} OR {surface})"


def _lemma_phrases(term: QueryTerm) -> str:
    phrases = itertools.islice(itertools.product(*term.lemmas), MAX_PHRASES)
    return f"{LEMMAS} : ({' OR '.join(_quoted(words) for words in phrases)})"


def _quoted(words: tuple[str, ...]) -> str:
    return '"' + " ".join(word.replace('"', "") for word in words) + '"'
