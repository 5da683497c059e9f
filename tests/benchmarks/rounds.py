"""Interleaved rounds of questions, and their medians."""

import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from tqdm import tqdm

from tests.benchmarks.cases import Case
from tests.benchmarks.load import Round, ask_once, run_round
from tests.benchmarks.servers import HOST


@dataclass(frozen=True, kw_only=True)
class Result:
    """The median cost of a case; milliseconds are processor time of the server's processes."""

    page: str
    way: str
    size: str
    cpu_ms: float
    rate: float
    bytes: int


class Results:
    """All results, found by page, way and size."""

    def __init__(self, results: Sequence[Result]) -> None:
        self.rows = list(results)
        self._by_key = {(row.page, row.way, row.size): row for row in results}

    def __add__(self, other: "Results") -> "Results":
        return Results([*self.rows, *other.rows])

    def get(self, page: str, way: str, size: str) -> Result | None:
        """Return the result of a case, None where it was not measured."""
        return self._by_key.get((page, way, size))

    def cost_ratio(
        self, page: str, way: str, other: str, *, size: str, other_size: str = ""
    ) -> float | None:
        """Return the processor time of a response in one way, divided by that in another."""
        ours = self.get(page, way, size)
        theirs = self.get(page, other, other_size or size)
        return ours.cpu_ms / theirs.cpu_ms if ours and theirs else None

    def rate_ratio(self, page: str, way: str, other: str, *, size: str) -> float | None:
        """Return the responses per second in one way, divided by those in another."""
        ours, theirs = self.get(page, way, size), self.get(page, other, size)
        return ours.rate / theirs.rate if ours and theirs else None


def measure(cases: list[Case], *, rounds: int, seconds: float, connections: int) -> Results:
    """Ask all cases in turn, round after round, so that other load on the machine affects all.

    A first pass warms up the servers and does not count.
    """
    sizes = {}
    for case in cases:
        reply = ask_once(case.question, port=case.server.port, host=HOST, tls=case.server.tls)
        if reply.status != case.question.status:
            raise RuntimeError(f"{case.question} answers {reply.status}: {reply.body[:300]!r}")
        sizes[case] = len(reply.body)
    found: dict[Case, list[Round]] = {case: [] for case in cases}
    with tqdm(total=len(cases) * (rounds + 1), desc="rounds", file=sys.stderr, disable=None) as bar:
        for number in range(rounds + 1):
            for case in cases:
                figures = run_round(
                    case.question,
                    port=case.server.port,
                    host=HOST,
                    seconds=seconds if number else seconds / 3,
                    connections=connections,
                    server=case.server.process,
                    others=case.server.others,
                    tls=case.server.tls,
                )
                if number:
                    found[case].append(figures)
                bar.update()
    return Results(
        [
            Result(
                page=case.page,
                way=case.way,
                size=case.size,
                cpu_ms=statistics.median(row.cpu_ms for row in figures),
                rate=statistics.median(row.rate for row in figures),
                bytes=sizes[case],
            )
            for case, figures in found.items()
        ]
    )
