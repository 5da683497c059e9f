"""The dates between which a page is public.

All exits, the search index, the change feed and the state token read the fields from here. A
further date rule is a further name in `STARTS` or `ENDS`: a field of `Page`, or a field of a model
with a one-to-one relation to `Page`, such as `embargo__until`.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from operator import and_
from typing import Any, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Exists, Expression, F, OneToOneRel, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Page

# Fields of `Page`. A page is public after all starts and before all ends.
STARTS = ("go_live_at", "embargo__until")
ENDS = ("expire_at",)
DATES = (*STARTS, *ENDS)


Pages = TypeVar("Pages", bound=QuerySet[Page])


def with_dates(pages: Pages) -> Pages:
    """Read the dates of related models in the query of the pages, for `dates_allow`.

    They are annotated under the names of their lookups, and Wagtail copies annotations of a page to
    its specific page.
    """
    related = [name for name in DATES if "__" in name]
    return pages.annotate(**{name: F(name) for name in related})


def dates_include(now: datetime | Expression) -> Q:
    """Match the pages whose dates allow them to be public at `now`."""
    started = (_empty_or(name, allowed="lte", refused="gt", now=now) for name in STARTS)
    not_ended = (_empty_or(name, allowed="gt", refused="lte", now=now) for name in ENDS)
    return reduce(and_, (*not_ended, *started))


def _empty_or(name: str, *, allowed: str, refused: str, now: datetime | Expression) -> Q:
    """Match pages whose date is empty or allowed.

    Related rows are asked for in a subquery: a join would change the plans of every list.
    """
    relation, _separator, field = name.partition("__")
    if not field:
        return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__{allowed}": now})
    related = cast(OneToOneRel, Page._meta.get_field(relation))
    rows = related.related_model._default_manager.filter(
        **{related.field.name: OuterRef("pk"), f"{field}__{refused}": now}
    )
    return Q(~Exists(rows))


def dates_allow(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether the page's dates allow it to be public at `now` (default: this moment)."""
    now = now or timezone.now()
    return has_started(page, now=now) and not _has_ended(page, now=now)


def has_started(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether all start dates of the page have passed."""
    now = now or timezone.now()
    return all(moment is None or moment <= now for moment in _values(page, STARTS))


def is_expired(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether the page is live and one of its end dates has passed."""
    return page.live and _has_ended(page, now=now or timezone.now())


def latest_start(page: Page) -> datetime | None:
    """Return the latest of the page's start dates, None without one."""
    return max((moment for moment in _values(page, STARTS) if moment), default=None)


def earliest_end(page: Page) -> datetime | None:
    """Return the earliest of the page's end dates, None without one."""
    return min((moment for moment in _values(page, ENDS) if moment), default=None)


def next_date(moments: Iterable[datetime | None], *, now: datetime) -> datetime | None:
    """Return the earliest of the moments that is after `now`."""
    return min((moment for moment in moments if moment and moment > now), default=None)


def next_date_of(page: Page, *, now: datetime) -> datetime | None:
    """Return when time alone next changes whether a live page is public."""
    return next_date(_values(page, DATES), now=now) if page.live else None


def first_date(pages: QuerySet[Page], *, now: datetime) -> datetime | None:
    """Return the earliest date after `now` of any of the pages. One query."""
    return next_date(_outermost(pages, lookup="gt", order="", now=now), now=now)


def last_date(pages: QuerySet[Page], *, now: datetime) -> datetime | None:
    """Return the latest date until `now` of any of the pages. One query."""
    moments = _outermost(pages, lookup="lte", order="-", now=now)
    return max((moment for moment in moments if moment), default=None)


def _outermost(
    pages: QuerySet[Page], *, lookup: str, order: str, now: datetime
) -> Iterable[datetime | None]:
    """Return the first moment of each field in this order, read from the index of each."""
    columns = [
        Subquery(
            pages.filter(**{f"{name}__{lookup}": now}).order_by(f"{order}{name}").values(name)[:1]
        )
        for name in DATES
    ]
    return Page.objects.order_by().values_list(*columns).first() or ()


def next_dates(pages: QuerySet[Page], *, now: datetime) -> dict[int, datetime]:
    """Return by id the next date after `now` of each page that has one. A query for each field."""
    found: dict[int, datetime] = {}
    for name in DATES:
        for pk, moment in pages.filter(**{f"{name}__gt": now}).values_list("pk", name):
            found[pk] = min(moment, found.get(pk, moment))
    return found


def _has_ended(page: Page, *, now: datetime) -> bool:
    return any(moment is not None and moment <= now for moment in _values(page, ENDS))


def _values(page: Page, names: Iterable[str]) -> list[datetime | None]:
    return [_value(page, name) for name in names]


def _value(page: Page, name: str) -> datetime | None:
    """Return the date that a field name or lookup names, None where there is no related row."""
    if name in page.__dict__:
        return cast(datetime | None, page.__dict__[name])
    value: Any = page
    for part in name.split("__"):
        try:
            value = getattr(value, part)
        except ObjectDoesNotExist:
            return None
    return cast(datetime | None, value)
