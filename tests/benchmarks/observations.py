"""What readers see during publications: responses, errors, and words that are too old."""

import collections
import re
import time
from dataclasses import dataclass, field

TITLE = re.compile(rb"Publication (\d+) of statement (\d+)")
# A publication may be reported later than a response that was asked for after it.
REPORTED_WITHIN = 2.0  # seconds
FLAT_MEMORY = 1.1


@dataclass(frozen=True, kw_only=True)
class LoadReport:
    """What the readers saw. Times are in seconds, memory in MB."""

    connections: int
    seconds: float
    responses: int
    errors: int
    first_error: str
    stale: int
    first_stale: str
    reconnections: int
    publications: int
    slowest_seen: float | None  # from a publication to its words on new connections
    median_time: float
    longest_time: float
    memory_before: float  # in the second third of the time, after warming up
    memory_after: float

    @property
    def is_good(self) -> bool:
        """Return whether nothing failed, nothing was old, and memory did not grow."""
        is_flat = self.memory_after <= self.memory_before * FLAT_MEMORY
        return not self.errors and not self.stale and is_flat and self.publications > 0


@dataclass(kw_only=True)
class Observations:
    """What happens during the load. `pending` holds (time of the request, titles, path).

    Titles may be `lag` seconds old.
    """

    lag: float = 0.0
    publications: dict[int, list[tuple[float, int]]] = field(
        default_factory=lambda: collections.defaultdict(list)
    )
    count: int = 0
    pending: collections.deque = field(default_factory=collections.deque)
    delays: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)
    reconnections: int = 0

    def record(self, body: bytes, *, path: str, sent: float) -> None:
        """Record a response for the later check."""
        now = time.monotonic()
        self.times.append(now - sent)
        titles = {(int(statement), int(number)) for number, statement in TITLE.findall(body)}
        # Only English statements are published.
        if not titles and not path.startswith("/cy/"):
            self.errors.append(f"{path} shows no statement")
        self.pending.append((sent, titles, path))
        self.check(until=now - REPORTED_WITHIN)

    def check(self, *, until: float) -> None:
        """Check the responses that were asked for before `until`."""
        while self.pending and self.pending[0][0] < until:
            sent, titles, path = self.pending.popleft()
            for statement, number in titles:
                done = [n for moment, n in self.publications[statement] if moment < sent - self.lag]
                if done and number < done[-1]:
                    self.stale.append(f"{path} shows {number} instead of {done[-1]}")
