"""Speed of archive search at 1,000, 20,000 and 100,000 statements, beside the raw engines.

    python -m tests.benchmarks.search [--sizes 1000,20000,100000] [--language cy] [--check]

Generates an archive, grows it to each size, and at each size measures on each engine: the rate of a
rebuild beside a raw bulk write of the same prepared documents, the rebuild's peak memory, the times
of searches with facets beside the engine's own bare query, how soon a published statement is found,
the times of suggestions as one types and of searches over both languages. Ratios within one run
count; absolute times are those of the machine. With --check it exits with 1 where a target of the
project is missed at the size that they are set for: among few statements, what a search or a
rebuild costs however many there are weighs more than the engine.
"""

import argparse
import contextlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from tests.elasticsearch_node.node import NodeMissingError, running
from tests.machine import REPOSITORY

SIZE_OF_TARGETS = 100_000
SLOWEST_RATIO = 1.3
LEAST_BULK_RATE = 0.5
PACKAGES = ("django", "wagtail", "elasticsearch", "simplemma")


@dataclass(frozen=True, kw_only=True)
class Row:
    """The figures of one engine at one size: rates in statements per second, times in ms."""

    statements: int
    engine: str
    rebuild_rate: float
    bulk_rate: float
    rebuild_seconds: float
    peak_mb: float
    ours: tuple[float, float, float]
    raw: tuple[float, float, float]
    found_after: tuple[float, float]
    typing: tuple[float, float]
    typing_queries: int
    both: tuple[float, float]

    @property
    def bulk_ratio(self) -> float:
        """Return the rate of the rebuild as a fraction of the raw bulk rate."""
        return self.rebuild_rate / self.bulk_rate

    @property
    def slowness(self) -> float:
        """Return our 95th percentile divided by the engine's own."""
        return self.ours[1] / self.raw[1]


def main() -> int:
    """Run the measurements that the arguments select; return the exit code."""
    options = _options()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lectern-bench-")))
        url = _elasticsearch(stack, wanted=options.engine != "embedded")
        _configure(folder, url=url, database=options.database)
        # Imported here: Django reads the settings from the environment at the first import.
        from tests.benchmarks.archive_search import Archive
        from tests.benchmarks.search_measures import measure

        archive = Archive(options.language)
        rows = []
        for size in options.sizes:
            archive.grow(size)
            for name in _engines(options.engine, url=url):
                rows.append(Row(**measure(archive, engine_name=name, lines=options.lines)))
                print(_line(rows[-1]), flush=True)
    _report(rows, options)
    judged = [row for row in rows if row.statements >= SIZE_OF_TARGETS]
    if not judged:
        print(f"not judged: the targets are set for {SIZE_OF_TARGETS:,} statements")
    missed = [miss for row in judged for miss in _missed(row)]
    for miss in missed:
        print(f"missed: {miss}")
    return 1 if missed and options.check else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure archive search beside the raw engines.")
    parser.add_argument(
        "--sizes",
        type=lambda text: [int(size) for size in text.split(",")],
        default=[1_000, 20_000, 100_000],
        help="how many statements, growing (1000,20000,100000)",
    )
    parser.add_argument("--language", choices=("en", "cy"), default="cy")
    parser.add_argument("--engine", choices=("embedded", "elasticsearch"), help="only this one")
    parser.add_argument("--lines", type=int, default=300, help="how many searches are timed (300)")
    parser.add_argument("--database", default="", help="address of an empty database (SQLite)")
    parser.add_argument("--json", type=Path, help="write the figures to this file as well")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a target is missed")
    return parser.parse_args()


def _elasticsearch(stack: contextlib.ExitStack, *, wanted: bool) -> str:
    """Return the URL of Elasticsearch from the environment, else of a new node, else ""."""
    if not wanted:
        return ""
    if named := os.environ.get("ELASTICSEARCH_URL"):
        return named
    try:
        return stack.enter_context(running()).url
    except NodeMissingError as error:
        print(f"Elasticsearch is not measured: {error}", file=sys.stderr)
        return ""


def _engines(only: str | None, *, url: str) -> list[str]:
    present = ["embedded", "elasticsearch"] if url else ["embedded"]
    return [name for name in present if only in (None, name)]


def _configure(folder: Path, *, url: str, database: str) -> None:
    """Set Django up as in production, with all its data in `folder`."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "LECTERN_DATA_DIR": str(folder),
        "DATABASE_URL": database or f"sqlite:///{folder / 'bench.sqlite3'}",
        "SECRET_KEY": os.urandom(40).hex(),
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "https://localhost",
        "EMAIL_URL": "console://",
        "LOG_LEVEL": "ERROR",
        "ELASTICSEARCH_URL": url,
        "ELASTICSEARCH_INDEX_PREFIX": f"bench-{os.getpid()}",
        "PYTHONPATH": f"{REPOSITORY}{os.pathsep}{REPOSITORY / 'site'}",
    }
    sys.path.insert(0, str(REPOSITORY / "site"))
    import django

    django.setup()
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "-v0"], cwd=REPOSITORY, check=True, timeout=300
    )


def _missed(row: Row) -> list[str]:
    where = f"{row.engine} at {row.statements:,}"
    missed = []
    if row.slowness > SLOWEST_RATIO:
        missed.append(f"{where}: p95 is {row.slowness:.2f} of the engine's own ({SLOWEST_RATIO})")
    if row.bulk_ratio < LEAST_BULK_RATE:
        missed.append(f"{where}: rebuild at {row.bulk_ratio:.2f} of raw bulk ({LEAST_BULK_RATE})")
    return missed


HEAD = (
    "statements  engine         rebuild/s  bulk/s  ratio  seconds  peak MB"
    "   p50/p95/p99 ms       engine's own         p95 ratio  found after p50/max ms"
    "  typing p50/p95 ms, queries  both languages p50/p95 ms"
)


def _line(row: Row) -> str:
    ours, raw = ("/".join(f"{one:.1f}" for one in times) for times in (row.ours, row.raw))
    return (
        f"{row.statements:>10,}  {row.engine:<13}  {row.rebuild_rate:>9,.0f}"
        f"  {row.bulk_rate:>6,.0f}  {row.bulk_ratio:>5.2f}"
        f"  {row.rebuild_seconds:>7.1f}  {row.peak_mb:>7.0f}"
        f"   {ours:<19}  {raw:<19}  {row.slowness:>9.2f}"
        f"  {f'{row.found_after[0]:.0f}/{row.found_after[1]:.0f}':<21}"
        f"  {f'{row.typing[0]:.1f}/{row.typing[1]:.1f}, {row.typing_queries}':<26}"
        f"  {row.both[0]:.1f}/{row.both[1]:.1f}"
    )


def _report(rows: list[Row], options: argparse.Namespace) -> None:
    print(f"\n{HEAD}")
    for row in rows:
        print(_line(row))
    if options.json:
        versions = {name: metadata.version(name) for name in PACKAGES}
        options.json.write_text(
            json.dumps(
                {
                    "language": options.language,
                    "python": platform.python_version(),
                    "processors": os.cpu_count(),
                    "versions": versions,
                    "rows": [asdict(row) for row in rows],
                },
                indent=2,
            )
        )


if __name__ == "__main__":
    sys.exit(main())
