"""The search backend on SQLite."""

from collections.abc import Iterable, Sequence

from django.db.models import BigIntegerField, Model, QuerySet
from django.db.models.functions import Cast
from modelsearch.backends.database.sqlite.query import MatchExpression, normalize
from modelsearch.backends.database.sqlite.sqlite import (
    IndexEntry,
    ObjectIndexer,
    SQLiteAutocompleteQueryCompiler,
    SQLiteFTSIndexEntry,
    SQLiteIndex,
    SQLiteSearchBackend,
    SQLiteSearchQueryCompiler,
)
from modelsearch.index import BaseField
from modelsearch.query import MatchAll, Not, PlainText, SearchQuery
from modelsearch.utils import get_content_type_pk, get_descendants_content_types_pks
from wagtail.models import Page

from newsroom.editing.page_search.ordering import NewestFirst


class OnceIndexer(ObjectIndexer):
    """The texts of an object, each of which is read once.

    modelsearch reads all fields for the title, again for the other texts, and again for the words
    that complete a query. The text of a body takes as long as all other fields together.
    """

    def __init__(self, obj: Model, backend: SQLiteSearchBackend) -> None:
        super().__init__(obj, backend)
        self._prepared: dict[BaseField, list[tuple[BaseField, str]]] = {}

    def prepare_field(self, obj: Model, field: BaseField) -> Iterable[tuple[BaseField, str]]:
        """Return the searchable texts of a field; fields of related objects have several."""
        if obj is not self.obj:
            return super().prepare_field(obj, field)
        if field not in self._prepared:
            self._prepared[field] = list(super().prepare_field(obj, field))
        return self._prepared[field]


class TitleIndex(SQLiteIndex):
    """The index without the average length of all titles."""

    def add_items(self, model: type[Model], objs: Sequence[Model]) -> None:
        """Add or update objects. A single one that is in the index already costs one query."""
        if not model.get_search_fields():
            return
        entries = self.entries.filter(content_type_id=get_content_type_pk(model))
        texts = {
            indexer.id: {
                "title": indexer.title,
                "autocomplete": indexer.autocomplete,
                "body": indexer.body,
            }
            for indexer in (OnceIndexer(each, self.backend) for each in objs)
        }
        if len(texts) == 1:
            ((only, values),) = texts.items()
            known = {only} if entries.filter(object_id=only).update(**values) else set()
        else:
            ids = entries.filter(object_id__in=texts).values_list("object_id", flat=True)
            known = set(ids)
            for each in known:
                entries.filter(object_id=each).update(**texts[each])
        new = [
            IndexEntry(content_type_id=get_content_type_pk(model), object_id=each, **values)
            for each, values in texts.items()
            if each not in known
        ]
        self.entries.bulk_create(new)

    def _refresh_title_norms(self, full: bool = False) -> None:
        """Do nothing: BM25 takes the length of a text into account."""


class _PageQuery(NewestFirst):
    """A query compiler that looks for pages with one full-text query."""

    def build_search_query_content(self, query: SearchQuery, config: object = None) -> object:
        """Return the full-text query, None without words. Wagtail passes on quotation marks."""
        if isinstance(query, PlainText):
            words = query.query_string.replace('"', " ")
            query = PlainText(words, operator=query.operator, boost=query.boost)
        return super().build_search_query_content(query, config=config)

    def search(
        self, config: object, start: int | None, stop: int | None, score_field: str | None = None
    ) -> QuerySet:
        """Return the found pages.

        Wagtail joins the full-text table to the entries. SQLite then repeats the full-text query
        for each entry: a minute for 20,000 matches.
        """
        query = normalize(self.query)
        is_plain = not isinstance(query, MatchAll | Not) and score_field is None
        if not is_plain or not issubclass(self.queryset.model, Page):
            return super().search(config, start, stop, score_field=score_field)
        expression = self.build_search_query(query, config=config)
        if expression is None:
            return self.queryset.none()
        matches = SQLiteFTSIndexEntry.objects.filter(
            MatchExpression(self.fields or self.FTS_TABLE_FIELDS, expression)
        )
        types = get_descendants_content_types_pks(self.queryset.model)
        entries = IndexEntry.objects.filter(pk__in=matches.values("pk"), content_type_id__in=types)
        page_ids = entries.annotate(page_id=Cast("object_id", BigIntegerField())).values("page_id")
        found = self.queryset.filter(pk__in=page_ids)
        if not found.query.order_by:
            found = found.order_by("-pk")
        return found[start:stop]


class TextQuery(_PageQuery, SQLiteSearchQueryCompiler):
    """A search in titles and texts."""


class TitleQuery(_PageQuery, SQLiteAutocompleteQueryCompiler):
    """A search for titles with words that begin with those of the query."""


class SQLiteBackend(SQLiteSearchBackend):
    """Wagtail's backend with this index and these queries."""

    index_class = TitleIndex
    query_compiler_class = TextQuery
    autocomplete_query_compiler_class = TitleQuery
