"""Statements that are related to one by shared topics, or else by shared categories.

The candidates are the newest `CANDIDATES` public statements of each topic and category in the
index. They are read once for a state of the office, so a common topic costs no more than a rare
one, and statements with the same topics share the work. Where a topic has no more statements than
that, every statement with the topic is a candidate.
"""

import copy
import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone

from newsroom.addresses.terms import load_terms
from newsroom.caching.prepared_queries import PreparedQuery, number
from newsroom.caching.request_state import all_once_per_state, once_per_state
from newsroom.models import ArticlePage, ArticleTopic, NewsIndexPage
from newsroom.models.terms import Term
from newsroom.pages.nearby import MAX_PREPARED, IndexScope, index_scope, rows

CANDIDATES = 50  # of each topic and category
# In a large index, a category with more statements is found faster in the order of dates.
RARE_CATEGORY = 2_000

FILED = ArticlePage.categories.through


class Candidate(NamedTuple):
    """A public statement of a term. The newest is the greatest."""

    date: datetime.date
    first_published_at: float
    pk: int


def related(
    page: ArticlePage,
    *,
    index: NewsIndexPage,
    request: HttpRequest,
    excluded: Iterable[int],
    limit: int,
) -> list[ArticlePage]:
    """Return statements that share topics, then those that share categories.

    Those that share most topics come first, then the newest. Two queries read the statements, and
    one or two those of each topic and category, once in each state of the office.
    """
    left_out = {page.pk, *excluded}
    by_topic = _shared(page.topics, _of_topic, index=index, request=request)
    found = _best(by_topic, left_out=left_out, limit=limit)
    if len(found) < limit:
        by_category = _shared(page.shown_categories, _of_category, index=index, request=request)
        newest = dict.fromkeys(by_category, 1)  # the number of shared categories does not count
        left_out |= set(found)
        found += _best(newest, left_out=left_out, limit=limit - len(found))
    known = all_once_per_state(
        request, "related statement", found, lambda missing: _read(missing, request=request)
    )
    return [copy.copy(known[pk]) for pk in found if pk in known]


def _read(keys: Sequence[int], *, request: HttpRequest) -> dict[int, ArticlePage]:
    """Return statements with their terms, without bodies. Two queries."""
    found = rows(keys)
    load_terms(found.values(), request=request)
    return found


def _shared(
    terms: Sequence[Term],
    read: Callable[[IndexScope, int], Sequence[Candidate]],
    *,
    index: NewsIndexPage,
    request: HttpRequest,
) -> Counter[Candidate]:
    """Return how many of the terms each candidate has."""
    shared: Counter[Candidate] = Counter()
    scope = index_scope(index)
    for term in terms:
        shared.update(
            once_per_state(
                request,
                ("candidates", read.__name__, index.pk, term.pk),
                lambda pk=term.pk: read(scope, pk),
            )
        )
    return shared


def _best(shared: dict[Candidate, int], *, left_out: set[int], limit: int) -> list[int]:
    ordered = sorted(
        ((count, row) for row, count in shared.items() if row.pk not in left_out), reverse=True
    )
    return [row.pk for _count, row in ordered[:limit]]


def _of_topic(scope: IndexScope, topic_id: int) -> tuple[Candidate, ...]:
    """Return the newest statements of a topic. One query, which stops after `CANDIDATES` rows."""
    found = _topic_query(scope).fetch(topic=topic_id, now=timezone.now())
    return tuple(Candidate(date, 0, pk) for pk, date in found)


def _of_category(scope: IndexScope, category_id: int) -> tuple[Candidate, ...]:
    """Return the newest statements of a category. One query, one more in a large index."""
    in_order = scope.is_large and _is_common(category_id)
    found = _category_query(scope, in_order).fetch(category=category_id, now=timezone.now())
    return tuple(
        Candidate(date, published.timestamp() if published else 0, pk)
        for pk, date, published in found
    )


def _is_common(category_id: int) -> bool:
    filed = FILED.objects.filter(category_id=category_id).values("pk")
    return filed[: RARE_CATEGORY + 1].count() > RARE_CATEGORY


@lru_cache(maxsize=MAX_PREPARED)
def _topic_query(scope: IndexScope) -> PreparedQuery[tuple[int, datetime.date]]:
    return PreparedQuery(
        ArticleTopic.objects.filter(
            Exists(scope.listed().filter(pk=OuterRef("page_id"))), topic_id=number("topic")
        )
        .order_by("-date", "-page_id")
        .values_list("page_id", "date")[:CANDIDATES]
    )


@lru_cache(maxsize=MAX_PREPARED)
def _category_query(
    scope: IndexScope, in_order: bool
) -> PreparedQuery[tuple[int, datetime.date, datetime.datetime | None]]:
    filed = FILED.objects.filter(category_id=number("category"))
    condition = (
        Q(Exists(filed.filter(articlepage_id=OuterRef("pk"))))
        if in_order
        else Q(pk__in=filed.values("articlepage_id"))
    )
    return PreparedQuery(
        scope.listed()
        .filter(condition)
        .newest_first()
        .values_list("pk", "date", "first_published_at")[:CANDIDATES]
    )
