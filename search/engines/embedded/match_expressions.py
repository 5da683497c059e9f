"""How is a query said in FTS5's own language?

Only quoted words are ever put into a MATCH expression: anything else that a reader types would be
read as syntax there.
"""

import itertools

from search.engines.base import MOST_PHRASES, Query, Term, Typed

SURFACE = "{title body}"
LEMMAS = "{title_lemmas body_lemmas}"
TITLES = "{title title_lemmas}"


def match_expression(query: Query) -> str:
    """Return the MATCH expression of the groups, empty when the query has none."""
    groups = [_group(group) for group in query.groups]
    if not groups:
        return ""
    if query.match_any:
        return " OR ".join(groups)
    every = " AND ".join(groups)
    beside = [_lemma_phrases(term) for term in query.neighbours]
    if not beside:
        return every
    # Words that stand side by side are found by `every` too: this adds to the score alone.
    return f"({every}) OR ({every} AND ({' OR '.join(beside)}))"


def exclusion_expression(query: Query) -> str:
    """Return the MATCH expression of everything that must not be there, or an empty string."""
    return " OR ".join(_term(term) for term in query.excluded)


def title_expression(typed: Typed) -> str:
    """Return the MATCH expression of titles that hold the words, the last one being a prefix."""
    begun = " OR ".join(f"{_quoted((prefix,))} *" for prefix in typed.prefixes)
    groups = [f"({' OR '.join(_titled(term) for term in group)})" for group in typed.groups]
    return " AND ".join([f"({TITLES} : ({begun}))", *groups])


def _titled(term: Term) -> str:
    rows = itertools.islice(itertools.product(*term.lemmas), MOST_PHRASES) if term.lemmas else ()
    lemmas = [f"title_lemmas : {_quoted(row)}" for row in rows]
    return f"({' OR '.join([f'title : {_quoted(term.words)}', *lemmas])})"


def _group(terms: tuple[Term, ...]) -> str:
    return f"({' OR '.join(_term(term) for term in terms)})"


def _term(term: Term) -> str:
    surface = f"{SURFACE} : {_quoted(term.words)}"
    if not term.lemmas:
        return f"({surface})"
    return f"({_lemma_phrases(term)} OR {surface})"


def _lemma_phrases(term: Term) -> str:
    rows = itertools.islice(itertools.product(*term.lemmas), MOST_PHRASES)
    return f"{LEMMAS} : ({' OR '.join(_quoted(row) for row in rows)})"


def _quoted(words: tuple[str, ...]) -> str:
    return '"' + " ".join(word.replace('"', "") for word in words) + '"'
