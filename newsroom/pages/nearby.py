"""The statements around one: its neighbours in the index and its counterpart.

Their rows are read in one query. The keys of the neighbours come from the order of the index, which
is read once for a state of the office, or in a large index from a query. Every statement runs these
queries, so their SQL is built once for each index. `newsroom.pages.related` finds related
statements.
"""

from array import array
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

from django.db import connection, models
from django.db.models import Q, Subquery
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from newsroom.caching.prepared_queries import (
    Parameter,
    PreparedQuery,
    fetch_by_key,
    given_numbers,
    number,
    numbers,
    padded_length,
)
from newsroom.caching.request_state import has_state, once_per_state
from newsroom.models import ArticlePage, NewsIndexPage
from newsroom.models.pages import LARGE_INDEX, ArticleQuerySet
from newsroom.visibility import public
from newsroom.visibility.restrictions import restricted_paths

MAX_PREPARED = 500
NOW = Parameter("now", models.DateTimeField())
DATE = Parameter("date", models.DateField())
PUBLISHED = Parameter("published", models.DateTimeField())


class Neighbours(NamedTuple):
    """The primary keys of the statements next to one."""

    previous: int | None = None
    next: int | None = None


@dataclass(frozen=True, kw_only=True)
class Around:
    """The public statements around one, without bodies and pictures."""

    previous: ArticlePage | None = None
    next: ArticlePage | None = None
    counterpart: ArticlePage | None = None


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


def around(page: ArticlePage, *, index: NewsIndexPage | None, request: HttpRequest) -> Around:
    """Return the neighbours in the index, and the counterpart.

    One query, and one more for the neighbours in a large index or without a state.
    """
    if page.pk is None:
        return Around()
    keys = neighbours(page, index=index, request=request) if index is not None else Neighbours()
    wanted = [pk for pk in keys if pk is not None] or [page.pk]
    length = padded_length(wanted)
    query = _rows_around_query(connection.vendor, length, restricted_paths())
    found: dict[int | None, ArticlePage] = {
        row.pk: row
        for row in query.fetch(
            **given_numbers("pk", wanted, length),
            key=page.translation_key,
            locale=page.locale_id,
            now=timezone.now(),
        )
    }
    others = [row for row in found.values() if row.translation_key == page.translation_key]
    return Around(
        previous=found.get(keys.previous),
        next=found.get(keys.next),
        counterpart=next((row for row in others if row.locale_id != page.locale_id), None),
    )


def neighbours(page: ArticlePage, *, index: NewsIndexPage, request: HttpRequest) -> Neighbours:
    """Return the keys of the older and the newer statement. One query at most."""
    scope = index_scope(index)
    if has_state(request) and not scope.is_large:
        order = once_per_state(request, ("order", index.pk), lambda: _order(scope))
        if page.pk in order:
            place = order.index(page.pk)
            return Neighbours(
                previous=order[place + 1] if place + 1 < len(order) else None,
                next=order[place - 1] if place else None,
            )
    rows = _neighbours_query(scope, page.first_published_at is not None).fetch(
        pk=page.pk, date=page.date, published=page.first_published_at, now=timezone.now()
    )
    return Neighbours(*rows[0]) if rows else Neighbours()


def rows(keys: Iterable[int]) -> dict[int, ArticlePage]:
    """Return statements by primary key, without bodies, with their lead pictures. One query."""
    return fetch_by_key(partial(_rows_query, connection.vendor), keys)


def public_rows(keys: Collection[int]) -> dict[int, ArticlePage | None]:
    """Return the public ones of these statements, without bodies; None for others. One query."""
    build = partial(_public_rows_query, connection.vendor, restricted_paths())
    found = fetch_by_key(build, keys, now=timezone.now())
    return {pk: found.get(pk) for pk in keys}


def child_by_slug(index: NewsIndexPage, slug: str) -> ArticlePage | None:
    """Return the statement of the index with its body and lead picture, public or not."""
    found = _slug_query(connection.vendor, index.path, index.depth).fetch(slug=slug)
    return found[0] if found else None


def index_scope(index: NewsIndexPage) -> IndexScope:
    """Return the scope of an index, with the restrictions of the present request."""
    is_large = index.numchild > LARGE_INDEX
    return IndexScope(connection.vendor, index.path, index.depth, is_large, restricted_paths())


def _order(scope: IndexScope) -> "array[int]":
    """Return the keys of the statements of an index, newest first."""
    return array("q", _order_query(scope).fetch(now=timezone.now()))


@lru_cache(maxsize=MAX_PREPARED)
def _order_query(scope: IndexScope) -> PreparedQuery[int]:
    return PreparedQuery(scope.listed().newest_first().values_list("pk", flat=True))


@lru_cache(maxsize=MAX_PREPARED)
def _neighbours_query(
    scope: IndexScope, is_published: bool
) -> PreparedQuery[tuple[int | None, ...]]:
    keys = [
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


@lru_cache(maxsize=64)
def _public_rows_query(
    vendor: str, restricted: tuple[str, ...], length: int
) -> PreparedQuery[ArticlePage]:
    found = ArticlePage.objects.filter(pk__in=numbers("pk", length))
    listed = public(found, now=NOW, restricted=restricted).select_related("locale")
    return PreparedQuery(listed.defer_streamfields().order_by())


@lru_cache(maxsize=64)
def _rows_around_query(
    vendor: str, length: int, restricted: tuple[str, ...]
) -> PreparedQuery[ArticlePage]:
    key = Parameter("key", models.UUIDField())
    counterparts = public(
        Page.objects.filter(translation_key=key), now=NOW, restricted=restricted
    ).exclude(locale_id=number("locale"))
    # A query of one table, so that both conditions together can use its indexes.
    keys = Page.objects.filter(pk__in=numbers("pk", length)) | counterparts
    found = ArticlePage.objects.filter(pk__in=keys.order_by().values("pk"))
    return PreparedQuery(found.select_related("locale").defer_streamfields().order_by())


@lru_cache(maxsize=MAX_PREPARED)
def _slug_query(vendor: str, path: str, depth: int) -> PreparedQuery[ArticlePage]:
    slug = Parameter("slug", models.CharField())
    return PreparedQuery(
        ArticlePage.objects.child_of(NewsIndexPage(path=path, depth=depth))
        .filter(slug=slug)
        .select_related("locale", "lead_image", "embargo")
        .order_by("path")[:1]
    )
