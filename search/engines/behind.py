"""How does a rebuild write one batch while the next one is being read?"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class Behind:
    """Does work in one thread of its own, at most one piece behind whoever asks for it.

    What goes wrong in a piece is raised at the next call. The thread must not use Django's
    connections, which belong to the thread that opened them.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-rebuild")
        self._last: Future | None = None

    def do(self, work: Callable[[], object]) -> None:
        """Wait for the piece before, then let `work` begin."""
        self.wait()
        self._last = self._thread.submit(work)

    def wait(self) -> None:
        """Wait until nothing is under way."""
        last, self._last = self._last, None
        if last is not None:
            last.result()

    def close(self) -> None:
        """End the thread; a piece under way is finished first, however it ends."""
        self._thread.shutdown()
        self._last = None
