"""Queries whose SQL is built once in a process and executed with other values.

Building the SQL of a query takes the ORM several times as long as the database takes to answer it,
and pages ask the same few queries again and again. The ORM still builds the query, so that rules
such as `newsroom.visibility.public` stay in one place.
"""

import copy
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.models import Expression, Field, QuerySet

Row = TypeVar("Row")
Object = TypeVar("Object", bound=models.Model)

FIRST_PLACEHOLDER = -(2**40)

_lock = threading.Lock()
_placeholders: dict[str, int] = {}
_names: dict[object, str] = {}


class Parameter(Expression):
    """A value that is given when the query is executed."""

    def __init__(self, name: str, output_field: Field) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return a placeholder, with this object as its value."""
        return "%s", [self]


def number(name: str) -> Parameter:
    """Return the parameter of a whole number, such as a primary key."""
    return Parameter(name, models.BigIntegerField())


def numbers(name: str, length: int) -> list[int]:
    """Return placeholders of a list of numbers for a condition `__in`.

    They are numbers that no row has, because Django converts the values of such a condition for a
    foreign key at once.
    """
    return [_placeholder(f"{name} {position}") for position in range(length)]


def given_numbers(name: str, values: Sequence[int], length: int) -> dict[str, int]:
    """Return the values of `numbers`; the last is repeated, which changes no condition `__in`."""
    padded = [*values, *[values[-1]] * (length - len(values))]
    return {f"{name} {position}": value for position, value in enumerate(padded)}


def _placeholder(name: str) -> int:
    """Return the number that stands for a parameter in this process."""
    with _lock:
        if name not in _placeholders:
            _placeholders[name] = FIRST_PLACEHOLDER - len(_placeholders)
            _names[_placeholders[name]] = name
        return _placeholders[name]


def padded_length(values: Sequence[int]) -> int:
    """Return the length that a list is padded to, so that few queries are built."""
    return max(4, 1 << (len(values) - 1).bit_length()) if values else 0


class PreparedQuery(Generic[Row]):
    """A query with parameters. Its SQL is built when it is created.

    The query must not prefetch.
    """

    def __init__(self, queryset: QuerySet[Any, Row]) -> None:
        self._queryset: Any = queryset
        self._compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            self._sql, self._parameters = self._compiler.as_sql()
        except EmptyResultSet:  # a condition that nothing matches, such as `pk__in=[]`
            self._sql, self._parameters = "", ()
        self._converters: Any = None

    def fetch(self, **values: object) -> list[Row]:
        """Return the rows for these values of the parameters. One query."""
        if not self._sql:
            return []
        connection = connections[self._queryset.db]
        bound = tuple(
            parameter.output_field.get_db_prep_value(values[parameter.name], connection)
            if isinstance(parameter, Parameter)
            else values[_names[parameter]]
            if parameter in _names
            else parameter
            for parameter in self._parameters
        )
        compiler: Any = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (self._sql, bound)
        compiler.get_converters = self._converters_of
        return list(self._queryset._iterable_class(_Compiled(self._queryset, compiler)))

    def _converters_of(self, expressions: Any) -> Any:
        """Return how the values of each column are converted, which is the same at each time."""
        if self._converters is None:
            self._converters = self._compiler.get_converters(expressions)
        return self._converters


class _Compiled:
    """What Django's iterables read of a query set, with a compiler whose SQL exists already."""

    def __init__(self, queryset: Any, compiler: Any) -> None:
        self.db = queryset.db
        self.model = queryset.model
        self.query = self
        self._fields = queryset._fields
        self._known_related_objects: dict[Any, Any] = {}
        self._compiler = compiler
        self._query = queryset._query

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        """Return the compiler."""
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.__dict__["_query"], name)


def fetch_by_key(
    build: Callable[[int], PreparedQuery[Object]], keys: Iterable[int], **values: object
) -> dict[int, Object]:
    """Return the objects with these primary keys that exist. One query, none without keys.

    `build` returns the query of as many parameters `numbers("pk", …)`; `values` are its others.
    """
    wanted = sorted(set(keys))
    if not wanted:
        return {}
    length = padded_length(wanted)
    found = build(length).fetch(**given_numbers("pk", wanted, length), **values)
    return {int(row.pk): row for row in found}
