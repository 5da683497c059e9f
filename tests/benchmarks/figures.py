"""The figures of one run of the benchmark."""

from dataclasses import dataclass, field

from tests.benchmarks.observations import LoadReport
from tests.benchmarks.process_measures import Pair
from tests.benchmarks.rounds import Results


@dataclass(frozen=True, kw_only=True)
class Figures:
    """All figures. Times are seconds of processor time; pairs by the number of statements."""

    results: Results
    base_size: str
    largest_size: str
    start: Pair
    start_by_clock: Pair
    memory_mb: Pair
    publication: dict[str, Pair]
    publication_among_offices: float | None
    import_with_address: Pair
    import_without_address: Pair
    load: LoadReport
    left_out: list[str] = field(default_factory=list)
