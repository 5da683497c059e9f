"""The statements around one: its neighbours, its counterpart and related statements.

Their primary keys are read first, then all rows together. Every statement runs these queries, so
their SQL is built once for each index.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from wagtail.models import Page

from newsroom.caching.prepared_queries import (
    Parameter,
    PreparedQuery,
    given_numbers,
    number,
    numbers,
    padded_length,
)
from newsroom.models import ArticlePage, ArticleTopic, NewsIndexPage
from newsroom.models.pages import LARGE_INDEX, ArticleQuerySet
from newsroom.visibility import public
from newsroom.visibility.restrictions import restricted_paths

MAX_PREPARED = 500
NOW = Parameter("now", models.DateTimeField())
DATE = Parameter("date", models.DateField())
PUBLISHED = Parameter("published", models.DateTimeField())


class Adjacent(NamedTuple):
    """The primary keys of the statements next to one."""

    counterpart: int | None = None
    previous: int | None = None
    next: int | None = None


class IndexScope(NamedTuple):
    """What the SQL of a query depends on beside its parameters."""

    vendor: str
    path: str
    depth: int
    is_large: bool
    restricted: tuple[str, ...]

    def listed(self) -> ArticleQuerySet:
        """Return the public statements of the index at `NOW`."""
        index = NewsIndexPage(
            path=self.path, depth=self.depth, numchild=LARGE_INDEX + 1 if self.is_large else 0
        )
        listed: ArticleQuerySet = public(
            ArticlePage.objects.listed_in(index), now=NOW, restricted=self.restricted
        )
        return listed


def adjacent(page: ArticlePage, *, index: NewsIndexPage | None) -> Adjacent:
    """Return the keys of the neighbours in the index, and of the counterpart. One query."""
    if page.pk is None:
        return Adjacent()
    scope = index_scope(index) if index is not None else None
    query = _adjacent_query(scope, restricted_paths(), page.first_published_at is not None)
    rows = query.fetch(
        pk=page.pk,
        key=page.translation_key,
        locale=page.locale_id,
        date=page.date,
        published=page.first_published_at,
        now=timezone.now(),
    )
    return Adjacent(*rows[0]) if rows else Adjacent()


def related(
    page: ArticlePage, *, index: NewsIndexPage, excluded: Iterable[int], limit: int
) -> list[int]:
    """Return the keys of statements that share topics, then of those that share categories.

    The newest come first. Two queries at most.
    """
    scope, now = index_scope(index), timezone.now()
    topics = [topic.pk for topic in page.topics]
    categories = [category.pk for category in page.shown_categories]
    left_out = [page.pk or 0, *excluded]
    found: list[int] = []
    for terms, build in ((topics, _by_topics_query), (categories, _by_categories_query)):
        if terms and len(found) < limit:
            others = [*left_out, *found]
            lengths = padded_length(terms), padded_length(others)
            keys = build(scope, *lengths, limit).fetch(
                **given_numbers("term", terms, lengths[0]),
                **given_numbers("excluded", others, lengths[1]),
                now=now,
            )
            found += keys[: limit - len(found)]
    return found


def rows(keys: Sequence[int]) -> dict[int | None, ArticlePage]:
    """Return statements by primary key, without bodies, with their lead pictures. One query."""
    if not keys:
        return {}
    length = padded_length(keys)
    found = _rows_query(connection.vendor, length).fetch(**given_numbers("pk", keys, length))
    return {page.pk: page for page in found}


def child_by_slug(index: NewsIndexPage, slug: str) -> ArticlePage | None:
    """Return the statement of the index with its body and lead picture, public or not."""
    found = _slug_query(connection.vendor, index.path, index.depth).fetch(slug=slug)
    return found[0] if found else None


def index_scope(index: NewsIndexPage) -> IndexScope:
    """Return the scope of an index, with the restrictions of the present request."""
    is_large = index.numchild > LARGE_INDEX
    return IndexScope(connection.vendor, index.path, index.depth, is_large, restricted_paths())


@lru_cache(maxsize=MAX_PREPARED)
def _adjacent_query(
    scope: IndexScope | None, restricted: tuple[str, ...], is_published: bool
) -> PreparedQuery[tuple[int | None, ...]]:
    key = Parameter("key", models.UUIDField())
    counterpart = (
        public(Page.objects.filter(translation_key=key), now=NOW, restricted=restricted)
        .exclude(locale_id=number("locale"))
        .order_by("path")
    )
    keys = [Subquery(counterpart.values("pk")[:1])]
    if scope is not None:
        keys += [
            Subquery(_neighbours(scope, older=older, is_published=is_published).values("pk")[:1])
            for older in (True, False)
        ]
    page = Page.objects.filter(pk=number("pk")).order_by()
    return PreparedQuery(page.values_list(*keys))


def _neighbours(scope: IndexScope, *, older: bool, is_published: bool) -> ArticleQuerySet:
    """Return the older or newer statements of the index, from the nearest."""
    sign = "lt" if older else "gt"
    same_day = Q(date=DATE)
    if is_published:
        same_day_neighbour = same_day & (
            Q(**{f"first_published_at__{sign}": PUBLISHED})
            | Q(first_published_at=PUBLISHED, **{f"pk__{sign}": number("pk")})
        )
    else:
        same_day_neighbour = same_day & Q(**{f"pk__{sign}": number("pk")})
    order = ("date", "first_published_at", "pk")
    return (
        scope.listed()
        # The second condition follows from the first, and can use an index.
        .filter(Q(**{f"date__{sign}": DATE}) | same_day_neighbour)
        .filter(**{f"date__{sign}e": DATE})
        .order_by(*(f"-{name}" for name in order) if older else order)
    )


@lru_cache(maxsize=MAX_PREPARED)
def _by_topics_query(
    scope: IndexScope, terms: int, excluded: int, limit: int
) -> PreparedQuery[int]:
    return PreparedQuery(
        ArticleTopic.objects.filter(
            # Checked for each statement with these topics, because they are few.
            Exists(scope.listed().filter(pk=OuterRef("page_id"))),
            topic_id__in=numbers("term", terms),
        )
        .exclude(page_id__in=numbers("excluded", excluded))
        .values("page_id")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "-page__date", "-page_id")
        .values_list("page_id", flat=True)[:limit]
    )


@lru_cache(maxsize=MAX_PREPARED)
def _by_categories_query(
    scope: IndexScope, terms: int, excluded: int, limit: int
) -> PreparedQuery[int]:
    links = ArticlePage.categories.through.objects.filter(category_id__in=numbers("term", terms))
    return PreparedQuery(
        scope.listed()
        .filter(pk__in=links.values("articlepage_id"))
        .exclude(pk__in=numbers("excluded", excluded))
        .newest_first()
        .values_list("pk", flat=True)[:limit]
    )


@lru_cache(maxsize=16)
def _rows_query(vendor: str, length: int) -> PreparedQuery[ArticlePage]:
    return PreparedQuery(
        ArticlePage.objects.filter(pk__in=numbers("pk", length)).with_pictures().order_by()
    )


@lru_cache(maxsize=MAX_PREPARED)
def _slug_query(vendor: str, path: str, depth: int) -> PreparedQuery[ArticlePage]:
    slug = Parameter("slug", models.CharField())
    return PreparedQuery(
        ArticlePage.objects.child_of(NewsIndexPage(path=path, depth=depth))
        .filter(slug=slug)
        .select_related("locale", "lead_image")
        .order_by("path")[:1]
    )
