"""The statements that may contribute something else since they were counted."""

from collections import Counter
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from wagtail.models import Page

from newsroom.counting.contributions import (
    Contribution,
    CountKey,
    current_contributions,
    differences,
)
from newsroom.models import CountedStatement, CountsVersion, StatementToCount

MAX_CHANGED = 500  # statements that a reader counts afresh; of more, all counts are

_TO_COUNT = StatementToCount._meta.db_table
_COUNTED = CountedStatement._meta.db_table
_PAGE = Page._meta.db_table
_VERSION = CountsVersion._meta.db_table

# With the other language's statements, whose translation may have become public or hidden.
CHANGED = f"""
WITH changed AS (
  SELECT page_id FROM {_TO_COUNT}
  UNION SELECT page_id FROM {_COUNTED} WHERE due_at <= %s
), translations AS (
  SELECT translation_key FROM {_PAGE} WHERE id IN (SELECT page_id FROM changed)
  UNION SELECT translation_key FROM {_COUNTED} WHERE page_id IN (SELECT page_id FROM changed)
), affected AS (
  SELECT page_id FROM changed
  UNION SELECT id FROM {_PAGE}
    WHERE translation_key IN (SELECT translation_key FROM translations)
  UNION SELECT page_id FROM {_COUNTED}
    WHERE translation_key IN (SELECT translation_key FROM translations)
)
SELECT version, 0 FROM {_VERSION} WHERE is_complete
UNION ALL SELECT NULL, page_id FROM (SELECT page_id FROM affected LIMIT %s) limited
"""  # noqa: S608  (constants)
CONTRIBUTIONS = f"""
SELECT version, 0, '' FROM {_VERSION} WHERE is_complete
UNION ALL SELECT NULL, page_id, contribution FROM {_COUNTED} WHERE page_id IN ({{marks}})
"""  # noqa: S608  (constants)


class Changes(NamedTuple):
    """How the counts of a version differ from what is public now."""

    version: int
    differences: Counter[CountKey]


def read_changes(*, now: datetime) -> Changes | None:
    """Return the differences since the last counting; None where all counts must be made afresh.

    One query, and four more where statements have changed.
    """
    version, page_ids = _read_changed(now=now)
    if version is None or len(page_ids) > MAX_CHANGED:
        return None
    if not page_ids:
        return Changes(version, Counter())
    after = current_contributions(page_ids, now=now)
    before_version, before = _read_contributions(page_ids)
    if before_version != version:  # counted meanwhile, so that the caller asks again
        return Changes(before_version or 0, Counter())
    return Changes(version, differences(before, after))


def changed_statements(*, now: datetime) -> list[int]:
    """Return the statements that may contribute something else, one more than `MAX_CHANGED`."""
    return _read_changed(now=now)[1]


def _read_changed(*, now: datetime) -> tuple[int | None, list[int]]:
    """Return the version of the counts, None where they are incomplete, and who may differ."""
    due = CountedStatement._meta.get_field("due_at").get_db_prep_value(now, connection)
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [due, MAX_CHANGED + 1])
        rows = cursor.fetchall()
    return _version(rows), [row[1] for row in rows if row[0] is None]


def _read_contributions(page_ids: list[int]) -> tuple[int | None, dict[int, Contribution]]:
    with connection.cursor() as cursor:
        cursor.execute(
            CONTRIBUTIONS.format(marks=", ".join(["%s"] * len(page_ids))), list(page_ids)
        )
        rows = cursor.fetchall()
    found = {
        row[1]: contribution
        for row in rows
        if row[0] is None and (contribution := Contribution.from_text(row[2])) is not None
    }
    return _version(rows), found


def _version(rows: list[tuple[int | None, int] | tuple[int | None, int, str]]) -> int | None:
    return next((row[0] for row in rows if row[0] is not None), None)
