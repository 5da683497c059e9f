"""In which ways could Welsh be searched? The ones that others have, and ours, as queries.

All four ask the same index through the same engine; only the query differs. So what is compared is
how a word is found, not how an engine ranks.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace

from search.engines.base import Query
from search.language import mutations
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm

# No statement holds it, so a term with this surface is found by its lemmas alone.
NOWHERE = "xxnowherexx"
MOST_SPELLINGS = 64


def plain(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Find the word as it was typed, accents and capitals aside."""
    return (replace(term, lemmas=()),)


def by_rules(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Find the word, what it may be a mutation of, and all mutations of those."""
    if not term.lemmas:
        return (term,)
    rows = itertools.islice(itertools.product(*map(_spellings, term.words)), MOST_SPELLINGS)
    return tuple(QueryTerm(words=row) for row in rows)


def _spellings(word: str) -> tuple[str, ...]:
    radicals = (word, *mutations.unmutated(word))
    forms = [form for radical in radicals for form in (radical, *mutations.mutated(radical))]
    return tuple(dict.fromkeys(map(fold, forms)))


def by_lemmas(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Find the word by its lemmas alone."""
    return (replace(term, words=(NOWHERE,)),) if term.lemmas else (term,)


def as_built(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Find the word as Lectern does: by lemmas, and as it was typed."""
    return (term,)


WAYS: Mapping[str, Callable[[QueryTerm], tuple[QueryTerm, ...]]] = {
    "plain": plain,
    "mutation rules": by_rules,
    "lemmas only": by_lemmas,
    "lemmas and surface (Lectern)": as_built,
}


def asked(query: Query, *, way: str) -> Query:
    """Return `query` as that way would ask it."""
    rewrite = WAYS[way]
    if rewrite is as_built:
        return query
    return replace(
        query,
        groups=tuple(
            tuple(itertools.chain.from_iterable(map(rewrite, group))) for group in query.groups
        ),
        excluded=tuple(itertools.chain.from_iterable(map(rewrite, query.excluded))),
        # Only lemmas know that two mutated words are the two that were typed side by side.
        neighbours=query.neighbours if rewrite is by_lemmas else (),
    )
