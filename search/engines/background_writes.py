"""How does a rebuild write one batch while the next one is being read?"""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

# Python's own is ten times as long: after each row that SQLite writes, the thread that writes would
# wait so long for the one that reads.
TURN_SECONDS = 0.0005


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


class _Turns:
    """How many have asked for short turns, and how long a turn was before the first of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.count = 0
        self.before = 0.0


_turns = _Turns()


@contextlib.contextmanager
def short_turns() -> Iterator[None]:
    """Let the threads of this process take turns more often while one reads and one writes."""
    with _turns.lock:
        if not _turns.count:
            _turns.before = sys.getswitchinterval()
            sys.setswitchinterval(TURN_SECONDS)
        _turns.count += 1
    try:
        yield
    finally:
        with _turns.lock:
            _turns.count -= 1
            if not _turns.count:
                sys.setswitchinterval(_turns.before)
