"""Background writes of a rebuild: one batch is written while the next one is read."""

import contextlib
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

# A tenth of Python's own interval: after each row that SQLite writes, the writing thread would wait
# one interval for the reading thread.
SWITCH_INTERVAL_SECONDS = 0.0005


class BackgroundWriter:
    """Runs writes in a thread of its own, one at a time.

    An error of a write is raised by the next call. The thread must not use Django's connections,
    which belong to the thread that opened them.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search-rebuild")
        self._pending: Future[object] | None = None

    def submit(self, write: Callable[[], object]) -> None:
        """Wait for the previous write, then start `write`."""
        self.wait()
        self._pending = self._thread.submit(write)

    def wait(self) -> None:
        """Wait for the pending write, if there is one."""
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.result()

    def close(self) -> None:
        """End the thread after a pending write, whose error is ignored."""
        self._thread.shutdown()
        self._pending = None


class _SwitchInterval:
    """The number of users of the short interval, and the interval before the first of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.users = 0
        self.original = 0.0


_interval = _SwitchInterval()


@contextlib.contextmanager
def short_switch_interval() -> Iterator[None]:
    """Let the threads of this process switch more often while one reads and one writes."""
    with _interval.lock:
        if not _interval.users:
            _interval.original = sys.getswitchinterval()
            sys.setswitchinterval(SWITCH_INTERVAL_SECONDS)
        _interval.users += 1
    try:
        yield
    finally:
        with _interval.lock:
            _interval.users -= 1
            if not _interval.users:
                sys.setswitchinterval(_interval.original)
