"""What a statement contributes to the counts of its list."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Length, Substr
from wagtail.models import Page

from newsroom.caching.prepared_queries import (
    Parameter,
    PreparedQuery,
    given_numbers,
    numbers,
    padded_length,
)
from newsroom.models import ArticlePage, ArticleTopic
from newsroom.visibility import public
from newsroom.visibility.restrictions import restricted_paths

NOW = Parameter("now", models.DateTimeField())
MAX_PREPARED = 50


class CountKey(NamedTuple):
    """The columns that identify a row of `ListCount`."""

    index_id: int
    is_untranslated: bool
    selected_facet: str
    selected_value: int
    facet: str
    value: int


class Contribution(NamedTuple):
    """The values of a public statement by which it is counted."""

    index_id: int
    year: int
    is_untranslated: bool
    categories: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()

    def to_text(self) -> str:
        """Return the contribution as it is stored."""
        return json.dumps(self, separators=(",", ":"))

    @classmethod
    def from_text(cls, text: str) -> "Contribution | None":
        """Return the stored contribution, None for that of a statement that is not public."""
        if not text:
            return None
        index_id, year, is_untranslated, categories, topics = json.loads(text)
        return cls(index_id, year, is_untranslated, tuple(categories), tuple(topics))

    def keys(self) -> Iterator[CountKey]:
        """Return the rows of `ListCount` that count the statement."""
        values = [
            *(("category", pk) for pk in self.categories),
            *(("topic", pk) for pk in self.topics),
            ("year", self.year),
        ]
        for is_untranslated in (False, True) if self.is_untranslated else (False,):
            for selected_facet, selected_value in (("", 0), *values):
                for facet, value in values:
                    if facet != selected_facet:
                        yield CountKey(
                            self.index_id,
                            is_untranslated,
                            selected_facet,
                            selected_value,
                            facet,
                            value,
                        )


def differences(
    before: Mapping[int, Contribution], after: Mapping[int, Contribution]
) -> Counter[CountKey]:
    """Return by how much each count changes between the contributions of some statements."""
    changes: Counter[CountKey] = Counter()
    for page_id in before.keys() | after.keys():
        old, new = before.get(page_id), after.get(page_id)
        if old != new:
            if old is not None:
                changes.subtract(old.keys())
            if new is not None:
                changes.update(new.keys())
    return Counter({key: number for key, number in changes.items() if number})


def current_contributions(page_ids: Iterable[int], *, now: datetime) -> dict[int, Contribution]:
    """Return what those of the statements contribute that are public at `now`. Three queries."""
    ids = sorted(set(page_ids))
    if not ids:
        return {}
    length = padded_length(ids)
    given = given_numbers("page", ids, length)
    rows = _statements_query(connection.vendor, length, restricted_paths()).fetch(**given, now=now)
    categories = _by_page(_categories_query(connection.vendor, length).fetch(**given))
    topics = _by_page(_topics_query(connection.vendor, length).fetch(**given))
    return {
        page_id: Contribution(
            index_id=index_id,
            year=day.year,
            is_untranslated=not is_translated,
            categories=categories.get(page_id, ()),
            topics=topics.get(page_id, ()),
        )
        for page_id, index_id, day, is_translated in rows
        if index_id is not None
    }


def _by_page(rows: Sequence[tuple[int, int]]) -> dict[int, tuple[int, ...]]:
    found: dict[int, list[int]] = {}
    for page_id, term_id in rows:
        found.setdefault(page_id, []).append(term_id)
    return {page_id: tuple(sorted(term_ids)) for page_id, term_ids in found.items()}


@lru_cache(maxsize=MAX_PREPARED)
def _statements_query(
    vendor: str, length: int, restricted: tuple[str, ...]
) -> PreparedQuery[tuple[int, int | None, date, bool]]:
    parent = Substr(OuterRef("path"), 1, Length(OuterRef("path")) - Page.steplen)
    translations = ArticlePage.objects.filter(translation_key=OuterRef("translation_key")).exclude(
        locale_id=OuterRef("locale_id")
    )
    return PreparedQuery(
        public(
            ArticlePage.objects.filter(pk__in=numbers("page", length)),
            now=NOW,
            restricted=restricted,
        )
        .order_by()
        .values_list(
            "pk",
            Subquery(Page.objects.filter(path=parent).values("pk")),
            "date",
            Exists(public(translations, now=NOW, restricted=restricted)),
        )
    )


@lru_cache(maxsize=MAX_PREPARED)
def _categories_query(vendor: str, length: int) -> PreparedQuery[tuple[int, int]]:
    links = ArticlePage.categories.through.objects.filter(
        articlepage_id__in=numbers("page", length)
    )
    return PreparedQuery(links.order_by().values_list("articlepage_id", "category_id"))


@lru_cache(maxsize=MAX_PREPARED)
def _topics_query(vendor: str, length: int) -> PreparedQuery[tuple[int, int]]:
    links = ArticleTopic.objects.filter(page_id__in=numbers("page", length))
    return PreparedQuery(links.order_by().values_list("page_id", "topic_id"))
