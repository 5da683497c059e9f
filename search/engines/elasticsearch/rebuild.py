"""The rebuild of an Elasticsearch index."""

import time
from collections.abc import Iterable

from search.engines.background_writes import BackgroundWriter
from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch.indexes import AliasedIndexes
from search.engines.elasticsearch.writes import upsert_action
from search.engines.entries import Entry


class ElasticsearchRebuild:
    """A new index, until the alias points to it.

    Entries are analysed in the calling thread and sent in a background thread.
    """

    def __init__(self, indexes: AliasedIndexes, *, language: str, version: int) -> None:
        self._indexes = indexes
        self._language = language
        self.generation = f"{indexes.alias(language)}-{version}-{time.time_ns():x}"
        indexes.create(self.generation, language=language)
        self._writer = BackgroundWriter()

    def add(self, entries: Iterable[Entry], *, version: int) -> None:
        """Write entries into the new index."""
        actions = [upsert_action(entry, version=version) for entry in entries]
        self._writer.submit(lambda: self._indexes.write(self.generation, actions, version=version))

    def finish(self) -> None:
        """Wait until everything added is written; raises the error of a failed write."""
        self._writer.wait()
        if not self._indexes.has_mapping(self.generation):
            # Someone deleted it; later writes created one with a guessed mapping.
            raise EngineUnavailableError(f"{self.generation} was deleted while it was made")

    def swap(self) -> None:
        """Refresh the new index and make it the current one."""
        self.finish()
        self._writer.close()
        self._indexes.use(self._language, self.generation)

    def swap_if_none(self) -> None:
        """Make the new index the current one, or delete it where another process made one."""
        if self._indexes.generation(self._language):
            self.abandon()
        else:
            self.swap()

    def abandon(self) -> None:
        """Delete the new index."""
        self._writer.close()
        self._indexes.remove(self.generation)
