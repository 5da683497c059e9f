"""The statements around one: its neighbours and its counterpart.

Their primary keys are read first, then all rows together. Every statement runs these queries, so
their SQL is built once for each index. `newsroom.pages.related` finds related statements.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Q, Subquery
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
from newsroom.models import ArticlePage, NewsIndexPage
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
