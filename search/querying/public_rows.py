"""What does the database say, this moment, of the statements that an index named?

Every search asks this. The ORM makes the SQL once, from `newsroom.visibility`, and it is kept:
0.7 ms for 20 statements against 5.0 ms through the ORM each time (PostgreSQL: 1.0 against 3.2 ms),
measured with 1,200 statements.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from newsroom.visibility import public
from newsroom.visibility.restrictions import restricted_paths

# Questions of other lengths are filled up to these: repeating a number changes nothing.
LENGTHS = (20, 100)
# What stands in the kept question for this moment. Nothing else in it is so old.
MOMENT = datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC)


class PublicRow(NamedTuple):
    """A public statement. Plain values: a page is ten times the work.

    Only what the table of all pages has: the rows of statements lie far apart, with their bodies.
    """

    pk: int
    locale_id: int
    translation_key: uuid.UUID
    url_path: str
    title: str
    first_published_at: datetime.datetime | None


def public_rows(numbers: Iterable[int]) -> list[PublicRow]:
    """Return those of the statements that anyone may read now, in no order. One query."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        return []
    length = next((length for length in LENGTHS if len(wanted) <= length), len(wanted))
    sql, slots = _question(connection.vendor, restricted_paths(), length)
    wanted += wanted[-1:] * (length - len(wanted))
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    values = [
        now if slot is MOMENT else wanted[slot] if isinstance(slot, _Place) else slot
        for slot in slots
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    converters = _converters(connection.vendor)
    return [PublicRow._make(_converted(row, converters)) for row in rows]


class _Place(int):
    """Which of the numbers stands there."""


@lru_cache(maxsize=32)
def _question(
    vendor: str, restricted: tuple[str, ...], length: int
) -> tuple[str, tuple[object, ...]]:
    """Return the SQL for so many numbers and its values, with what is put in each time marked.

    The arguments are all that the SQL depends on.
    """
    stand_ins = {-number: _Place(number - 1) for number in range(1, length + 1)}
    pages = Page.objects.filter(pk__in=list(stand_ins))
    pages = public(pages, now=MOMENT, restricted=restricted)
    sql, values = pages.order_by().values_list(*PublicRow._fields).query.sql_with_params()
    moment = connection.ops.adapt_datetimefield_value(MOMENT)
    return sql, tuple(_slot(value, stand_ins=stand_ins, moment=moment) for value in values)


def _slot(value: Any, *, stand_ins: dict[int, _Place], moment: object) -> object:
    if value == moment:
        return MOMENT
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return stand_ins.get(value, value) if is_number else value


@lru_cache(maxsize=4)
def _converters(vendor: str) -> tuple[tuple[int, list[Callable]], ...]:
    """Return which columns the database keeps in another form, and what makes values of them."""
    fields = [Page._meta.get_field(name) for name in _columns()]
    found = [
        connection.ops.get_db_converters(field.get_col(field.model._meta.db_table))
        for field in fields
    ]
    return tuple((place, functions) for place, functions in enumerate(found) if functions)


def _columns() -> Iterator[str]:
    for name in PublicRow._fields:
        yield Page._meta.pk.name if name == "pk" else name


def _converted(row: tuple, converters: tuple[tuple[int, list[Callable]], ...]) -> list[object]:
    values = list(row)
    for place, functions in converters:
        for convert in functions:
            values[place] = convert(values[place], None, connection)
    return values
