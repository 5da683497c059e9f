"""How is an index of Elasticsearch made anew beside the one in use?"""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from search.engines.background_writes import Behind
from search.engines.base import EngineUnavailableError
from search.engines.elasticsearch.documents import index_action
from search.indexing.documents import Entry

if TYPE_CHECKING:
    from search.engines.elasticsearch.engine import ElasticsearchEngine


class ElasticsearchRebuild:
    """A new index, until the alias leads to it.

    Entries are analysed by whoever adds them, and sent in a thread meanwhile.
    """

    def __init__(self, engine: "ElasticsearchEngine", *, language: str, version: int) -> None:
        self._engine = engine
        self._language = language
        self.generation = f"{engine.alias(language)}-{version}-{time.time_ns():x}"
        engine.create(self.generation, language=language)
        self._behind = Behind()

    def add(self, entries: Iterable[Entry], *, version: int) -> None:
        """Write entries into the new index."""
        actions = [index_action(one, version=version) for one in entries]
        self._behind.do(lambda: self._send(actions, version=version))

    def _send(self, actions: list[dict], *, version: int) -> None:
        with self._engine.reachable.asking():
            self._engine.write(self.generation, actions, version=version)

    def finish(self) -> None:
        """Wait until everything added is written; raises what went wrong with it."""
        self._behind.wait()
        if not self._engine.is_whole(self.generation):
            # Another rebuild tidied it away; what was sent since made one with fields guessed.
            raise EngineUnavailableError(f"{self.generation} was deleted while it was made")

    def swap(self) -> None:
        """Let the new index be found, then let it answer."""
        self.finish()
        self._behind.close()
        self._engine.use(self._language, self.generation)

    def abandon(self) -> None:
        """Delete the new index."""
        self._behind.close()
        self._engine.remove(self.generation)
