"""How does search work on Elasticsearch 9?

Each language has an alias that leads to the index in use. Writes go through the alias and carry an
external version, so late ones are refused by the server itself. No scripts, no plugins.
"""

from collections.abc import Iterable, Iterator, Mapping

from elasticsearch import Elasticsearch, NotFoundError
from elasticsearch.helpers import streaming_bulk

from search.engines.base import (
    EngineUnavailableError,
    IndexStatus,
    Query,
    Results,
    Scored,
    Spelling,
    Stored,
    Together,
    Typed,
)
from search.engines.elasticsearch import single_statement, spelling
from search.engines.elasticsearch.client import Reachability
from search.engines.elasticsearch.documents import index_action, index_body
from search.engines.elasticsearch.mixed_languages import read_together, together_body
from search.engines.elasticsearch.queries import (
    read_facets,
    read_hit,
    request_body,
    typed_body,
)
from search.engines.elasticsearch.rebuild import ElasticsearchRebuild
from search.indexing.documents import Entry

BATCH = 500
WRITE_SECONDS = 60.0
# Beyond this (`index.max_result_window`), it answers only to those who walk there step by step.
FARTHEST = 10_000
KEEP_ALIVE = "1m"
LATE, GONE = 409, 404
# Of one page in a bulk: the index may not be written to, is gone, or has too much to do.
NOT_NOW = frozenset({403, 404, 429, 503})


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
        farthest: int = FARTHEST,
    ) -> None:
        self._reader = client
        self._writer = client.options(request_timeout=WRITE_SECONDS)
        self._prefix = prefix
        self._shards, self._replicas = shards, replicas
        self._refresh = refresh
        self.farthest = farthest
        self.reachable = Reachability()

    def alias(self, language: str) -> str:
        """Return the name under which the index of a language is asked and written to."""
        return f"{self._prefix}-news-{language}"

    def search(self, query: Query, *, facets: bool = False) -> Results:
        """Answer a query in one request, or in several where the page lies very deep."""
        answer = self._ask(
            self.alias(query.language), request_body(query, facets=facets), query=query
        )
        return Results(
            total=answer["hits"]["total"]["value"],
            hits=tuple(read_hit(one, language=query.language) for one in answer["hits"]["hits"]),
            facets=read_facets(answer["aggregations"]) if facets else {},
        )

    def search_together(self, queries: tuple[Query, ...], *, facets: bool = False) -> Together:
        """Answer the queries of several languages as one, over their indexes together."""
        aliases = {query.language: self.alias(query.language) for query in queries}
        body = together_body(queries, aliases=aliases, facets=facets)
        answer = self._ask(",".join(aliases.values()), body, query=queries[0])
        return read_together(answer, aliases=aliases, facets=facets)

    def titled(self, typed: Typed) -> tuple[int, ...]:
        """Return pages whose titles hold what is typed so far, the newest first."""
        with self.reachable.asking():
            answer = self._reader.search(index=self.alias(typed.language), body=typed_body(typed))
        return tuple(int(one["_id"]) for one in answer["hits"]["hits"])

    def _ask(self, index: str, body: dict, *, query: Query) -> Mapping:
        with self.reachable.asking():
            if query.limit and query.offset + query.limit > self.farthest:
                return self._ask_deep(index, body, query=query)
            return self._reader.search(
                index=index, body={**body, "from": query.offset, "size": query.limit}
            )

    def _ask_deep(self, index: str, body: dict, *, query: Query) -> Mapping:
        """Walk to a far page within one view of the index, without reading what lies before."""
        view = self._reader.open_point_in_time(index=index, keep_alive=KEEP_ALIVE)["id"]
        try:
            walking = {**body, "pit": {"id": view, "keep_alive": KEEP_ALIVE}}
            aggregations = walking.pop("aggs", None)
            left, after = query.offset, {}
            while left > 0:
                step = {**walking, **after, "_source": False, "size": min(left, self.farthest)}
                passed = self._writer.search(body=step)["hits"]["hits"]
                if not passed:
                    break
                left -= len(passed)
                after = {"search_after": passed[-1]["sort"]}
            # Where the end was passed on the way, only the numbers are still wanted.
            last = {**walking, **after, "size": 0 if left > 0 else query.limit}
            if aggregations:
                last["aggs"] = aggregations
            return self._writer.search(body=last)
        finally:
            self._reader.close_point_in_time(id=view)

    def apply(
        self, language: str, *, upserts: Iterable[Entry], deletions: Iterable[int], version: int
    ) -> None:
        """Write and delete in bulk; makes an empty index where there is none."""
        actions = [
            *({"_op_type": "delete", "_id": str(page_id)} for page_id in deletions),
            *(index_action(one, version=version) for one in upserts),
        ]
        if not actions:
            return
        if not self.generation(language):
            self.begin_rebuild(language, version=0).swap()
        with self.reachable.asking():
            # Were the alias gone by now, an index of its name would be made, with fields guessed.
            options = {"refresh": self._refresh, "require_alias": True}
            self.write(self.alias(language), actions, version=version, **options)

    def write(self, index: str, actions: Iterable[dict], *, version: int, **options: bool) -> None:
        """Send bulk actions; what is late or already gone is as it should be."""
        versioned = (
            {"_index": index, "version": version, "version_type": "external", **action}
            for action in actions
        )
        for succeeded, item in streaming_bulk(
            self._writer, versioned, raise_on_error=False, chunk_size=BATCH, **options
        ):
            ((kind, outcome),) = item.items()
            status = outcome["status"]
            if succeeded or status == LATE or (kind, status) == ("delete", GONE):
                continue
            reason = f"{status}: {outcome.get('error')}"
            if status in NOT_NOW:
                raise EngineUnavailableError(reason)
            raise ValueError(f"Elasticsearch refused page {outcome['_id']}: {reason}")

    def stored(self, language: str) -> Iterator[Stored]:
        """Yield what the index holds, in the order of page ids."""
        after: list | None = None
        if self._refresh:
            self.refresh(language)
        while True:
            body = {
                "size": BATCH,
                "sort": [{"page": "asc"}],
                "version": True,
                "_source": ["fingerprint"],
                **({"search_after": after} if after else {}),
            }
            with self.reachable.asking():
                found = self._writer.search(index=self.alias(language), body=body)["hits"]["hits"]
            for one in found:
                yield Stored(
                    page_id=int(one["_id"]),
                    version=one["_version"],
                    fingerprint=one["_source"]["fingerprint"],
                )
            if len(found) < BATCH:
                return
            after = found[-1]["sort"]

    def refresh(self, language: str) -> None:
        """Let everything written so far be found."""
        with self.reachable.asking():
            self._writer.indices.refresh(index=self.alias(language))

    def begin_rebuild(self, language: str, *, version: int) -> ElasticsearchRebuild:
        """Start a new index beside the one in use."""
        return ElasticsearchRebuild(self, language=language, version=version)

    def create(self, name: str, *, language: str) -> None:
        """Make an empty index that does not refresh while it is filled."""
        body = index_body(language, shards=self._shards, replicas=self._replicas)
        with self.reachable.asking():
            self._writer.indices.create(
                index=name,
                mappings=body["mappings"],
                settings={**body["settings"], "refresh_interval": "-1"},
            )

    def is_whole(self, name: str) -> bool:
        """Return whether an index is the one that `create` made, and not one made by a write."""
        with self.reachable.asking():
            found = self._writer.indices.get_mapping(index=name, ignore_unavailable=True)
        return any("analysis" in one["mappings"].get("_meta", {}) for one in found.values())

    def use(self, language: str, name: str) -> None:
        """Let the alias lead to `name`; all but it and its predecessor are removed."""
        alias = self.alias(language)
        previous = self.generation(language)
        with self.reachable.asking():
            indices = self._writer.indices
            indices.put_settings(index=name, settings={"refresh_interval": None})
            indices.refresh(index=name)
            actions: list[dict] = [{"add": {"index": name, "alias": alias}}]
            if previous:
                actions.insert(0, {"remove": {"index": previous, "alias": alias}})
            indices.update_aliases(actions=actions)
        for other in self._names(language):
            if other not in (name, previous):
                self.remove(other)

    def drop(self, language: str) -> None:
        """Delete all indexes of a language, the one in use included."""
        for name in self._names(language):
            self.remove(name)

    def _names(self, language: str) -> list[str]:
        with self.reachable.asking():
            return list(self._writer.indices.get(index=f"{self.alias(language)}-*"))

    def remove(self, name: str) -> None:
        """Delete an index."""
        with self.reachable.asking():
            self._writer.indices.delete(index=name, ignore_unavailable=True)

    def generation(self, language: str) -> str:
        """Return the name of the index that answers, empty when there is none."""
        with self.reachable.asking():
            try:
                return next(iter(self._reader.indices.get_alias(name=self.alias(language))), "")
            except NotFoundError:
                return ""

    def status(self, language: str) -> IndexStatus:
        """Return how the index is."""
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
        with self.reachable.asking():
            mappings = self._reader.indices.get_mapping(index=generation)[generation]["mappings"]
            stats = self._reader.indices.stats(index=generation, metric="store")
            newest = self._reader.search(
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

    def held(self, language: str, page_id: int) -> Stored | None:
        """Return what the index holds of one page."""
        with self.reachable.asking():
            return single_statement.held(self._reader, page_id, index=self.alias(language))

    def scored(self, query: Query, page_id: int) -> Scored | None:
        """Return how a page stands among all that a query hits; None where it is not hit."""
        with self.reachable.asking():
            index = self.alias(query.language)
            return single_statement.scored(self._reader, query, page_id, index=index)

    def spellings(self, language: str, word: str) -> list[Spelling]:
        """Return words close to `word`, and `word` itself, that statements hold now."""
        with self.reachable.asking():
            return spelling.near(self._reader, word, index=self.alias(language))
