"""Reading of the stored counts of lists."""

from collections import Counter
from collections.abc import Collection
from typing import NamedTuple

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from newsroom.caching.request_state import once_per_state
from newsroom.counting.changes import Changes, read_changes
from newsroom.counting.contributions import CountKey
from newsroom.models import CountsVersion, ListCount

ATTEMPTS = 3  # while the worker counts

_VERSION = CountsVersion._meta.db_table
_COUNT = ListCount._meta.db_table
COUNTS = f"""
SELECT version, 0, {{false}}, 0, '', 0, 0 FROM {_VERSION} WHERE is_complete
UNION ALL SELECT NULL, index_id, is_untranslated, selected_value, facet, value, number
FROM {_COUNT} WHERE index_id IN ({{indexes}}) AND selected_facet = %s
AND selected_value IN ({{values}})
"""  # noqa: S608  (constants)


class Part(NamedTuple):
    """A part of a list: the statements of an index, or the untranslated ones among them."""

    index_id: int
    is_untranslated: bool


class Selection(NamedTuple):
    """The statements that are counted: those with one of the values of a facet, or all."""

    facet: str = ""
    values: tuple[int, ...] = (0,)


# By part and facet, the number of statements of each value.
Counts = dict[tuple[Part, str], Counter[int]]


def stored_counts(
    request: HttpRequest | None, *, index_ids: Collection[int], selection: Selection
) -> Counts | None:
    """Return the counts of these indexes; None where they are not stored.

    One query for a selection, once per state, and up to five for the first selection of a state.
    """
    indexes = tuple(sorted(set(index_ids)))
    return once_per_state(
        request, ("stored counts", indexes, selection), lambda: _read(request, indexes, selection)
    )


def _read(
    request: HttpRequest | None, indexes: tuple[int, ...], selection: Selection
) -> Counts | None:
    for _attempt in range(ATTEMPTS):
        version, numbers = _read_numbers(indexes, selection)
        if version is None:
            return None
        changes = _changes(request, version=version)
        if changes is None:
            return None
        if changes.version == version:
            return _grouped(numbers, changes.differences, indexes=indexes, selection=selection)
    return None


def _changes(request: HttpRequest | None, *, version: int) -> Changes | None:
    return once_per_state(
        request, ("count changes", version), lambda: read_changes(now=timezone.now())
    )


def _read_numbers(
    indexes: tuple[int, ...], selection: Selection
) -> tuple[int | None, dict[CountKey, int]]:
    sql = COUNTS.format(
        false="FALSE",
        indexes=", ".join(["%s"] * len(indexes)),
        values=", ".join(["%s"] * len(selection.values)),
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*indexes, selection.facet, *selection.values])
        rows = cursor.fetchall()
    version = next((row[0] for row in rows if row[0] is not None), None)
    numbers = {
        CountKey(index_id, bool(untranslated), selection.facet, selected, facet, value): number
        for is_version, index_id, untranslated, selected, facet, value, number in rows
        if is_version is None
    }
    return version, numbers


def _grouped(
    numbers: dict[CountKey, int],
    differences: Counter[CountKey],
    *,
    indexes: tuple[int, ...],
    selection: Selection,
) -> Counts:
    found: Counts = {}
    of_selection = {
        key: number
        for key, number in differences.items()
        if key.index_id in indexes
        and key.selected_facet == selection.facet
        and key.selected_value in selection.values
    }
    for source in (numbers, of_selection):
        for key, number in source.items():
            part = Part(key.index_id, key.is_untranslated)
            found.setdefault((part, key.facet), Counter())[key.value] += number
    return {name: +counter for name, counter in found.items()}
