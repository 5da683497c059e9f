"""The backend of Wagtail's search, by which editors find pages, pictures and documents by title.

It is Wagtail's database backend without what grows with the number of pages: saving a page does not
measure the titles of all pages, and a search does not rank each match in a query of its own. See
docs/decisions/0023-search-in-the-admin.md. Imports no other part of `newsroom.editing`.
"""

from collections.abc import Mapping

from django.db import connection
from modelsearch.backends.base import BaseSearchBackend


def SearchBackend(params: Mapping[str, object]) -> BaseSearchBackend:  # noqa: N802  (Wagtail's name)
    """Return the backend for the database, as `WAGTAILSEARCH_BACKENDS` expects it."""
    # Each module can be imported only on its own database.
    if connection.vendor == "postgresql":
        from newsroom.editing.page_search.postgresql import PostgreSQLBackend

        return PostgreSQLBackend(dict(params))
    from newsroom.editing.page_search.sqlite import SQLiteBackend

    return SQLiteBackend(dict(params))
