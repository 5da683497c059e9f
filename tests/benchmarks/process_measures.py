"""Costs that are not those of a request: starts, memory, publications and imports."""

import contextlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load import Question, run_round
from tests.benchmarks.servers import (
    HOST,
    REPOSITORY,
    SECONDS_TO_START,
    Program,
    Start,
    memory_mb,
    start,
    stop,
)
from tests.benchmarks.stock_site import StockSite

# Publications in one process; the first ones load modules, so the median counts.
PUBLICATIONS = 8


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A cost of ours and the stock site's, in the same unit."""

    ours: float
    stock: float

    @property
    def ratio(self) -> float:
        """Return ours divided by stock's."""
        return self.ours / self.stock


def manage(surroundings: dict[str, str], *arguments: str) -> str:
    """Run a command of Lectern, and return its output."""
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "manage.py"), *arguments],
        env=surroundings,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


@contextlib.contextmanager
def running_worker(surroundings: dict[str, str], *, log: Path) -> Iterator[None]:
    """Run Lectern's worker, once it has told the proxy what is current."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(REPOSITORY / "manage.py"), "worker"],
            env=surroundings,
            stdout=output,
            stderr=output,
        )
    try:
        generation = Path(surroundings["LECTERN_DATA_DIR"]) / "proxy" / "all"
        until = time.monotonic() + SECONDS_TO_START
        while not generation.exists() and process.poll() is None and time.monotonic() < until:
            time.sleep(0.1)
        if not generation.exists():
            raise RuntimeError(f"the worker has not purged the proxy:\n{log.read_text()[-2000:]}")
        yield
    finally:
        stop(process)


def our_shell(surroundings: dict[str, str], code: str) -> str:
    """Run code in Lectern that uses `tests.benchmarks.our_site` as `site`."""
    code = f"from tests.benchmarks import our_site as site; {code}"
    return manage(surroundings, "shell", "--no-imports", "--command", code)


def start_and_memory(
    ours: Program,
    stock: Program,
    *,
    workers: int,
    rounds: int,
    pages: dict[str, list[str]],
    seconds: float,
    log: Path,
) -> tuple[Pair, Pair, Pair]:
    """Return processor seconds and seconds of a start, and MB of memory per worker.

    The memory is that of all processes after a load of `seconds` on each page, divided by the
    workers.
    """
    starts: dict[str, list[Start]] = {"ours": [], "stock": []}
    memory: dict[str, list[float]] = {"ours": [], "stock": []}
    for _number in range(rounds):
        for name, program in (("ours", ours), ("stock", stock)):
            server, process, took = start(program, log=log)
            starts[name].append(took)
            for path in pages[name]:
                question = Question(name=path, path=path, accept="text/html")
                run_round(
                    question,
                    port=server.port,
                    host=HOST,
                    seconds=seconds,
                    connections=4 * workers,
                    server=server.process,
                )
            memory[name].append(memory_mb(server) / workers)
            stop(process)

    def pair(values: dict[str, list[float]]) -> Pair:
        return Pair(
            ours=statistics.median(values["ours"]), stock=statistics.median(values["stock"])
        )

    return (
        pair({name: [row.cpu_seconds for row in rows] for name, rows in starts.items()}),
        pair({name: [row.seconds for row in rows] for name, rows in starts.items()}),
        pair(memory),
    )


def publications(ours: dict[str, str], stock: StockSite, *, database: Path, rounds: int) -> Pair:
    """Return the processor seconds of a publication, measured alternately in both."""
    times: dict[str, list[float]] = {"ours": [], "stock": []}
    for _number in range(rounds):
        times["ours"] += our_publications(ours)
        code = (
            "import json; from news.filling import publication_times; "
            f"print(json.dumps(publication_times({PUBLICATIONS})))"
        )
        times["stock"] += json.loads(stock.shell(code, database=database))
    return Pair(ours=statistics.median(times["ours"]), stock=statistics.median(times["stock"]))


def our_publications(surroundings: dict[str, str]) -> list[float]:
    """Return the processor seconds of some publications in a process of Lectern."""
    code = f"import json; print(json.dumps(site.publication_times({PUBLICATIONS})))"
    return json.loads(our_shell(surroundings, code))


def imports(
    ours: dict[str, str], stock: StockSite, *, database: Path, count: int, folder: Path
) -> tuple[Pair, Pair]:
    """Return the processor seconds of an imported statement: with its old address, and without.

    The first has a picture of its own too. Wagtail's usual way gets the same pictures, and makes no
    redirect.
    """
    our_shell(ours, f"site.write_source({count}, folder={str(folder)!r})")
    pairs = []
    for name in ("with", "without"):
        own = our_shell(ours, f"print(site.import_time({count}, folder={str(folder / name)!r}))")
        source = str(folder / name) if name == "with" else ""
        code = (
            f"from news.filling import import_time; print(import_time({count}, folder={source!r}))"
        )
        usual = stock.shell(code, database=database)
        pairs.append(Pair(ours=float(own.split()[-1]), stock=float(usual.split()[-1])))
    return pairs[0], pairs[1]
