"""The indexes of Elasticsearch: their names, creation, replacement and deletion.

Each language has an alias that points to the current index. Readers and writers use the alias.
"""

import time
from collections.abc import Iterable

from elasticsearch import Elasticsearch, NotFoundError

from search.engines.base import ABANDONED_SECONDS
from search.engines.elasticsearch import writes
from search.engines.elasticsearch.client import Availability
from search.engines.elasticsearch.documents import index_mappings, index_settings

WRITE_SECONDS = 60.0


class AliasedIndexes:
    """The indexes whose names begin with one prefix.

    `reader` and `writer` are clients, the second one with a longer timeout.
    """

    def __init__(
        self, client: Elasticsearch, *, prefix: str, shards: int = 1, replicas: int = 0
    ) -> None:
        self.reader = client
        self.writer = client.options(request_timeout=WRITE_SECONDS)
        self.availability = Availability()
        self._prefix = prefix
        self._shards, self._replicas = shards, replicas

    def alias(self, language: str) -> str:
        """Return the alias under which the index of a language is searched and written to."""
        return f"{self._prefix}-news-{language}"

    def generation(self, language: str) -> str:
        """Return the name of the current index, empty where there is none."""
        with self.availability.translated_errors():
            try:
                return next(iter(self.reader.indices.get_alias(name=self.alias(language))), "")
            except NotFoundError:
                return ""

    def create(self, generation: str, *, language: str) -> None:
        """Create an empty index."""
        with self.availability.translated_errors():
            self.writer.indices.create(
                index=generation,
                mappings=index_mappings(language),
                settings=index_settings(shards=self._shards, replicas=self._replicas),
            )

    def has_mapping(self, generation: str) -> bool:
        """Return whether an index was made by `create`, and not implicitly by a write."""
        with self.availability.translated_errors():
            response = self.writer.indices.get_mapping(index=generation, ignore_unavailable=True)
        mappings = (index["mappings"] for index in response.values())
        return any("analysis" in mapping.get("_meta", {}) for mapping in mappings)

    def write(
        self,
        index: str,
        actions: Iterable[dict[str, object]],
        *,
        version: int,
        refresh: bool = False,
        require_alias: bool = False,
    ) -> None:
        """Send bulk actions to an index or alias; raises what `writes.send` does."""
        with self.availability.translated_errors():
            writes.send(
                self.writer,
                actions,
                index=index,
                version=version,
                refresh=refresh,
                require_alias=require_alias,
            )

    def refresh(self, language: str) -> None:
        """Make everything written so far searchable."""
        with self.availability.translated_errors():
            self.writer.indices.refresh(index=self.alias(language))

    def use(self, language: str, generation: str) -> None:
        """Point the alias to the complete index, and to no other.

        All complete indexes but it and its predecessor are deleted. Those that another process is
        filling remain for a day.
        """
        alias = self.alias(language)
        previous = self.generation(language)
        with self.availability.translated_errors():
            indices = self.writer.indices
            indices.put_settings(index=generation, settings={"refresh_interval": None})
            indices.refresh(index=generation)
            # Of whatever index: another process may have made one current meanwhile.
            every = {"index": f"{alias}-*", "alias": alias, "must_exist": False}
            indices.update_aliases(
                actions=[{"remove": every}, {"add": {"index": generation, "alias": alias}}]
            )
        for other, is_unfinished in self._generations(language).items():
            if other not in (generation, previous) and not is_unfinished:
                self.remove(other)

    def remove(self, generation: str) -> None:
        """Delete an index."""
        with self.availability.translated_errors():
            self.writer.indices.delete(index=generation, ignore_unavailable=True)

    def remove_all(self, language: str) -> None:
        """Delete all indexes of a language, the current one included."""
        for generation in self._generations(language):
            self.remove(generation)

    def _generations(self, language: str) -> dict[str, bool]:
        """Return all indexes of a language, and whether a process is filling them."""
        with self.availability.translated_errors():
            found = self.writer.indices.get_settings(
                index=f"{self.alias(language)}-*", flat_settings=True
            )
        oldest = (time.time() - ABANDONED_SECONDS) * 1000
        return {
            name: row["settings"].get("index.refresh_interval") == "-1"
            and float(row["settings"]["index.creation_date"]) > oldest
            for name, row in found.items()
        }
