"""The categories and topics of an office, and those of many statements at once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import connection
from django.http import HttpRequest
from wagtail.models import Site

from newsroom.caching.request_state import once_per_state
from newsroom.faults.parts import may_be_left_out
from newsroom.models import ArticlePage, ArticleTopic, Category, Topic
from newsroom.models.public_terms import public_terms
from newsroom.translation.locales import language_of

_FILED = ArticlePage.categories.through._meta.db_table
_TOPICS = ArticleTopic._meta.db_table


@dataclass(frozen=True, kw_only=True)
class OfficeTerms:
    """The public categories and topics of a site in all languages by key, in their order."""

    categories: dict[int, Category] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)

    def categories_in(self, language: str) -> list[Category]:
        """Return the categories of a language, in the office's order."""
        return [row for row in self.categories.values() if language_of(row) == language]


def office_terms(request: HttpRequest) -> OfficeTerms:
    """Return the public terms of the request's site. Two queries, once per state."""
    site = Site.find_for_request(request)
    if site is None:
        return OfficeTerms()
    return once_per_state(
        request,
        "office terms",
        lambda: OfficeTerms(
            categories={row.pk: row for row in public_terms(Category).filter(site=site)},
            topics={row.pk: row for row in public_terms(Topic).filter(site=site)},
        ),
    )


def load_terms(statements: Iterable[ArticlePage], *, request: HttpRequest) -> None:
    """Give each statement its categories and topics. One query for all.

    Two more queries read terms of another site, which a statement has after a move, and those of a
    draft that is shown to its editors. Where a query fails, statements are shown without terms.
    """
    pages = {page.pk: page for page in statements}
    if not pages:
        return
    number = next(iter(pages)) if len(pages) == 1 else None
    with may_be_left_out("categories and topics", page=number):
        _load_terms(pages, request=request)
        return
    for page in pages.values():
        page.set_terms(categories=[], topics=[])


def _load_terms(pages: Mapping[int, ArticlePage], *, request: HttpRequest) -> None:
    category_ids, topic_ids = _term_ids(list(pages))
    terms = office_terms(request)
    categories = _with_missing(Category, terms.categories, category_ids)
    topics = _with_missing(Topic, terms.topics, topic_ids)
    position = {pk: number for number, pk in enumerate(categories)}
    for pk, page in pages.items():
        own = sorted(category_ids.get(pk, ()), key=lambda number: position[number])
        page.set_terms(
            categories=[categories[number] for number in own],
            topics=[topics[number] for number in topic_ids.get(pk, ())],
        )


def _term_ids(page_ids: list[int]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return by page the keys of its categories, and those of its topics in their order."""
    marks = ", ".join(["%s"] * len(page_ids))
    # Plain SQL, because every page runs it, and building a union takes far longer than its answer.
    sql = (
        f"SELECT 0, articlepage_id, category_id, 0, id FROM {_FILED} "  # noqa: S608  (constants)
        f"WHERE articlepage_id IN ({marks}) UNION ALL "
        f"SELECT 1, page_id, topic_id, COALESCE(sort_order, -1), id FROM {_TOPICS} "
        f"WHERE page_id IN ({marks}) ORDER BY 1, 4, 5"
    )
    found: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})
    with connection.cursor() as cursor:
        cursor.execute(sql, [*page_ids, *page_ids])
        for kind, page_id, term_id, _place, _pk in cursor.fetchall():
            found[kind].setdefault(page_id, []).append(term_id)
    return found


def _with_missing(model: type, known: dict, wanted: dict[int, list[int]]) -> dict:
    """Return the known terms, with those of other sites that are wanted."""
    missing = {number for numbers in wanted.values() for number in numbers} - known.keys()
    if not missing:
        return known
    others = {row.pk: row for row in model.objects.filter(pk__in=missing)}  # type: ignore[attr-defined]  # a model
    return {**known, **others}
