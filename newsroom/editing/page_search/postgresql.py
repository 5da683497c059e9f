"""The search backend on PostgreSQL."""

from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
)

from newsroom.editing.page_search.ordering import NewestFirst


class TitleIndex(PostgresIndex):
    """The index without the average length of all titles."""

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Do nothing: found pages are not sorted by relevance."""


class TitleQuery(NewestFirst, PostgresAutocompleteQueryCompiler):
    """A search for titles with words that begin with those of the query."""


class PostgreSQLBackend(PostgresSearchBackend):
    """Wagtail's backend with this index and these queries."""

    index_class = TitleIndex
    autocomplete_query_compiler_class = TitleQuery
