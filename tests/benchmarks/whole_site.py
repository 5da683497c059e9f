"""Speed of Lectern beside a bare view, a stock Wagtail site and Payload, as ratios within one run.

    python -m tests.benchmarks.whole_site [--sizes 1000,20000,100000] [--offices 96] [--check]

All sites have the same statements. Each has its own database and server, with the same number of
processes and threads. The pages are asked in turn, round after round; the medians of the servers'
processor time count. `--check` exits with 1 where a goal is missed. docs/benchmarks.md explains
what is measured.
"""

import argparse
import contextlib
import signal
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.goals import goals
from tests.benchmarks.report import print_report, write_json
from tests.benchmarks.run import Run
from tests.benchmarks.servers import REPOSITORY


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a report, save it as JSON; return 1 where `--check` finds a missed goal."""
    options = _options(arguments)
    # So that no server is left when the benchmark is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with contextlib.ExitStack() as stack:
        folder = options.folder
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lectern-bench-")))
        folder.mkdir(parents=True, exist_ok=True)
        run = Run(folder, options)
        run.prepare()
        figures = run.figures()
    judged = goals(figures)
    print_report(figures, judged)
    write_json(figures, judged, path=options.output)
    return int(options.check and any(goal.is_missed for goal in judged))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    add = parser.add_argument
    add("--sizes", type=_sizes, default=[1_000, 20_000, 100_000], help="numbers of statements")
    add("--offices", type=int, default=96, help="offices of the first size in one installation")
    add("--rounds", type=int, default=5)
    add("--seconds", type=float, default=1.0, help="how long a round takes")
    add("--connections", type=int, default=4)
    add("--page-workers", type=int, default=1, help="processes of each server that pages are asked")
    add("--workers", type=int, default=2, help="processes where starts and memory are measured")
    add("--imported", type=int, default=60, help="statements that are imported")
    add("--readers", type=int, default=2, help="connections during publications")
    add("--load-seconds", type=float, default=20)
    add("--payload", action=argparse.BooleanOptionalAction, default=True)
    add("--folder", type=Path, help="keep the sites there, and use them again")
    add("--migrated", type=Path, help="an empty migrated SQLite database to begin with")
    add("--static", type=Path, help="a folder with the collected static files of production")
    add("--output", type=Path, default=REPOSITORY / "var" / "bench.json")
    add("--quick", action="store_true", help="few statements and one short round, to try it out")
    add("--check", action="store_true", help="fail where a goal is missed")
    options = parser.parse_args(arguments)
    if options.quick:
        options.sizes, options.offices, options.payload = [100], 0, False
        options.rounds, options.seconds, options.load_seconds = 1, 0.1, 4
        options.imported, options.workers = 4, 1
    return options


def _sizes(text: str) -> list[int]:
    return sorted(int(size) for size in text.split(","))


if __name__ == "__main__":
    sys.exit(main())
