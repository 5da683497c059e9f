"""The Elasticsearch engine."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.conf import settings
from elasticsearch import Elasticsearch

from search.engines.base import (
    IndexedPage,
    IndexStatus,
    MixedLanguageResults,
    PageScore,
    Query,
    Results,
    SpellingCandidate,
    TitleQuery,
)
from search.engines.elasticsearch import single_statement, spelling
from search.engines.elasticsearch.client import make_client
from search.engines.elasticsearch.indexes import AliasedIndexes
from search.engines.elasticsearch.mixed_languages import mixed_languages_body, read_mixed_results
from search.engines.elasticsearch.queries import read_facets, read_hit, request_body
from search.engines.elasticsearch.rebuild import ElasticsearchRebuild
from search.engines.elasticsearch.responses import Answer, MixedLanguageAnswer, RawHit
from search.engines.elasticsearch.titles import titles_body
from search.engines.elasticsearch.writes import delete_action, upsert_action
from search.engines.entries import Entry

BATCH = 500
# Deeper hits (`index.max_result_window`) are only reached step by step, by `search_after`.
MAX_RESULT_WINDOW = 10_000
KEEP_ALIVE = "1m"


def engine_from_settings() -> "ElasticsearchEngine":
    """Return the engine as the settings configure it."""
    return ElasticsearchEngine(
        make_client(),
        prefix=settings.ELASTICSEARCH_INDEX_PREFIX,
        replicas=settings.ELASTICSEARCH_REPLICAS,
        refresh=settings.ELASTICSEARCH_REFRESH,
    )


class ElasticsearchEngine:
    """One alias and index for each language; all names begin with the prefix."""

    name = "elasticsearch"

    def __init__(
        self,
        client: Elasticsearch,
        *,
        prefix: str,
        shards: int = 1,
        replicas: int = 0,
        refresh: bool = False,
    ) -> None:
        self.indexes = AliasedIndexes(client, prefix=prefix, shards=shards, replicas=replicas)
        self.max_result_window = MAX_RESULT_WINDOW
        self._refresh = refresh

    def close(self) -> None:
        """Close the connections to the server."""
        self.indexes.reader.close()

    def search(self, query: Query, *, facets: bool = False) -> Results:
        """Answer a query in one request, or in several for a very deep page."""
        body = {**request_body(query, facets=facets)}
        answer: Answer = self._search(self.indexes.alias(query.language), body, query=query)
        return Results(
            total=answer["hits"]["total"]["value"],
            hits=tuple(read_hit(hit, language=query.language) for hit in answer["hits"]["hits"]),
            facets=read_facets(answer["aggregations"]) if facets else {},
        )

    def search_mixed_languages(
        self, queries: tuple[Query, ...], *, facets: bool = False
    ) -> MixedLanguageResults:
        """Answer the queries of several languages in one request over their indexes."""
        aliases = {query.language: self.indexes.alias(query.language) for query in queries}
        body = mixed_languages_body(queries, aliases=aliases, facets=facets)
        answer: MixedLanguageAnswer = self._search(
            ",".join(aliases.values()), body, query=queries[0]
        )
        return read_mixed_results(answer, aliases=aliases, facets=facets)

    def search_titles(self, query: TitleQuery) -> tuple[int, ...]:
        """Return the pages whose titles match an unfinished line, the newest first."""
        with self.indexes.availability.translated_errors():
            answer = self.indexes.reader.search(
                index=self.indexes.alias(query.language), body=titles_body(query)
            )
        return tuple(int(hit["_id"]) for hit in answer["hits"]["hits"])

    def _search(self, index: str, body: dict[str, object], *, query: Query) -> Any:
        with self.indexes.availability.translated_errors():
            if query.limit and query.offset + query.limit > self.max_result_window:
                return self._search_deep(index, body, query=query)
            return self.indexes.reader.search(
                index=index, body={**body, "from": query.offset, "size": query.limit}
            ).body

    def _search_deep(self, index: str, body: dict[str, object], *, query: Query) -> Any:
        """Return a very deep page: go there in one view of the index, without reading documents."""
        reader, writer = self.indexes.reader, self.indexes.writer
        view = reader.open_point_in_time(index=index, keep_alive=KEEP_ALIVE)["id"]
        try:
            request = {**body, "pit": {"id": view, "keep_alive": KEEP_ALIVE}}
            aggregations = request.pop("aggs", None)
            remaining = query.offset
            after: dict[str, object] = {}
            while remaining > 0:
                size = min(remaining, self.max_result_window)
                step = {**request, **after, "_source": False, "size": size}
                passed: list[RawHit] = writer.search(body=step)["hits"]["hits"]
                if not passed:
                    break
                remaining -= len(passed)
                after = {"search_after": passed[-1]["sort"]}
            # Beyond the last hit, only the counts are still needed.
            last = {**request, **after, "size": 0 if remaining > 0 else query.limit}
            if aggregations:
                last["aggs"] = aggregations
            return writer.search(body=last).body
        finally:
            reader.close_point_in_time(id=view)

    def apply(
        self, language: str, *, upserts: Iterable[Entry], deletions: Iterable[int], version: int
    ) -> None:
        """Write and delete in bulk; creates an empty index where there is none."""
        actions = [
            *(delete_action(page_id) for page_id in deletions),
            *(upsert_action(entry, version=version) for entry in upserts),
        ]
        if not actions:
            return
        if not self.generation(language):
            self.begin_rebuild(language, version=0).swap_if_none()
        # Without `require_alias`, a missing alias would create an index with a guessed mapping.
        self.indexes.write(
            self.indexes.alias(language),
            actions,
            version=version,
            refresh=self._refresh,
            require_alias=True,
        )

    def indexed_pages(self, language: str) -> Iterator[IndexedPage]:
        """Yield all pages of the index, in the order of their ids."""
        after: list[object] | None = None
        if self._refresh:
            self.indexes.refresh(language)
        while True:
            body = {
                "size": BATCH,
                "sort": [{"page": "asc"}],
                "version": True,
                "_source": ["fingerprint"],
                **({"search_after": after} if after else {}),
            }
            with self.indexes.availability.translated_errors():
                hits: list[RawHit] = self.indexes.writer.search(
                    index=self.indexes.alias(language), body=body
                )["hits"]["hits"]
            for hit in hits:
                yield IndexedPage(
                    page_id=int(hit["_id"]),
                    version=hit["_version"],
                    fingerprint=hit["_source"]["fingerprint"],
                )
            if len(hits) < BATCH:
                return
            after = hits[-1]["sort"]

    def indexed_page(self, language: str, page_id: int) -> IndexedPage | None:
        """Return one page of the index; None where it is not indexed."""
        indexes = self.indexes
        with indexes.availability.translated_errors():
            return single_statement.indexed_page(
                indexes.reader, page_id, index=indexes.alias(language)
            )

    def page_score(self, query: Query, page_id: int) -> PageScore | None:
        """Return the score of one page, whatever the query's sort; None where it does not match."""
        indexes = self.indexes
        with indexes.availability.translated_errors():
            return single_statement.page_score(
                indexes.reader, query, page_id, index=indexes.alias(query.language)
            )

    def spelling_candidates(self, language: str, word: str) -> list[SpellingCandidate]:
        """Return words of public statements at most one letter from `word`, itself included."""
        indexes = self.indexes
        with indexes.availability.translated_errors():
            return spelling.candidates(indexes.reader, word, index=indexes.alias(language))

    def begin_rebuild(self, language: str, *, version: int) -> ElasticsearchRebuild:
        """Start a new index; the current one still answers and receives writes."""
        return ElasticsearchRebuild(self.indexes, language=language, version=version)

    def generation(self, language: str) -> str:
        """Return the name of the current index, empty where there is none."""
        return self.indexes.generation(language)

    def status(self, language: str) -> IndexStatus:
        """Return the state of the index."""
        generation = self.generation(language)
        if not generation:
            return IndexStatus(
                language=language,
                analysis="",
                statements=0,
                newest_version=0,
                generation="",
                bytes=0,
            )
        reader = self.indexes.reader
        with self.indexes.availability.translated_errors():
            mappings = reader.indices.get_mapping(index=generation)[generation]["mappings"]
            stats = reader.indices.stats(index=generation, metric="store")
            newest = reader.search(
                index=generation,
                size=0,
                track_total_hits=True,
                aggs={"newest": {"max": {"field": "version"}}},
            )
        return IndexStatus(
            language=language,
            analysis=mappings.get("_meta", {}).get("analysis", ""),
            statements=newest["hits"]["total"]["value"],
            newest_version=int(newest["aggregations"]["newest"]["value"] or 0),
            generation=generation,
            bytes=stats["_all"]["primaries"]["store"]["size_in_bytes"],
        )
