"""Which parts of the tree are restricted?

There are few, and every list asks: their paths are read once a request, and put into the query as
they are. Left to the database as a subquery, its planner expects many, and reads all pages for
each list.
"""

from typing import Any

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db import connection
from django.db.models.signals import post_delete, post_save
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

# Not DISTINCT: for its sake SQLite would walk through the paths of all pages.
RESTRICTED = (
    f"SELECT page.path FROM {PageViewRestriction._meta.db_table} restriction "  # noqa: S608  (constants)
    f"JOIN {Page._meta.db_table} page ON page.id = restriction.page_id"
)
_request = Local()


def restricted_paths() -> tuple[str, ...]:
    """Return the tree paths of the restricted pages. One query, kept for the running request."""
    kept = getattr(_request, "paths", None)
    if kept is not None:
        return kept
    # Plain SQL, as every page asks it: 0.05 ms against 0.40 ms through the ORM (PostgreSQL: 0.24
    # against 0.71 ms), measured with 1,200 statements.
    with connection.cursor() as cursor:
        cursor.execute(RESTRICTED)
        paths = tuple(dict.fromkeys(row[0] for row in cursor.fetchall()))
    if getattr(_request, "is_running", False):
        _request.paths = paths
    return paths


def _begin(**kwargs: Any) -> None:
    _request.is_running = True
    _request.paths = None


def _end(**kwargs: Any) -> None:
    _request.is_running = False
    _request.paths = None


def _forget(**kwargs: Any) -> None:
    _request.paths = None


request_started.connect(_begin, dispatch_uid="newsroom.restrictions")
request_finished.connect(_end, dispatch_uid="newsroom.restrictions")
post_save.connect(_forget, sender=PageViewRestriction, dispatch_uid="newsroom.restrictions")
post_delete.connect(_forget, sender=PageViewRestriction, dispatch_uid="newsroom.restrictions")
post_page_move.connect(_forget, dispatch_uid="newsroom.restrictions")
