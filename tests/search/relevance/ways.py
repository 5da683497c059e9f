"""Ways of searching Welsh, those of other systems and ours, as transformations of queries.

All four use the same index and engine; only the query differs. So they compare how a word is
found, not how an engine ranks.
"""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace

from search.engines.base import Query
from search.language import mutations
from search.language.lemmas import fold
from search.language.query_terms import QueryTerm

# No statement contains it, so a term with this surface matches by its lemmas alone.
NOWHERE = "xxnowherexx"
MOST_SPELLINGS = 64


def plain(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Match the word as typed, ignoring accents and case."""
    return (replace(term, lemmas=()),)


def by_rules(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Match the word, its possible radicals, and all mutations of those."""
    if not term.lemmas:
        return (term,)
    rows = itertools.islice(itertools.product(*map(_spellings, term.words)), MOST_SPELLINGS)
    return tuple(QueryTerm(words=row) for row in rows)


def _spellings(word: str) -> tuple[str, ...]:
    radicals = (word, *mutations.unmutated(word))
    forms = [form for radical in radicals for form in (radical, *mutations.mutated(radical))]
    return tuple(dict.fromkeys(map(fold, forms)))


def by_lemmas(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Match the word by its lemmas alone."""
    return (replace(term, words=(NOWHERE,)),) if term.lemmas else (term,)


def as_built(term: QueryTerm) -> tuple[QueryTerm, ...]:
    """Match the word as Lectern does: by lemmas, and as typed."""
    return (term,)


WAYS: Mapping[str, Callable[[QueryTerm], tuple[QueryTerm, ...]]] = {
    "plain": plain,
    "mutation rules": by_rules,
    "lemmas only": by_lemmas,
    "lemmas and surface (Lectern)": as_built,
}


def asked(query: Query, *, way: str) -> Query:
    """Return `query` transformed for a way."""
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
