"""Speed of the partner API, beside Wagtail's own API and a view that does nothing.

    python -m tests.benchmarks.api [--statements 1000] [--database postgresql] [--check]

The benchmark fills a database of its own, starts gunicorn on it as in production, and asks every
question in turn for several short rounds, so that other load on the machine affects all alike. The
medians count; compare ratios, not absolute figures. `--check` fails where a target is missed.
"""

import argparse
import contextlib
import json
import platform
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests import postgresql
from tests.benchmarks.load import Question, Round, ask_once, run_round
from tests.benchmarks.process_measures import manage
from tests.benchmarks.servers import HOST, REPOSITORY, Server, environment, lectern, serving

FULL_LIST_AT_LEAST = 10.0  # times as many answers as Wagtail's API v2
UNCHANGED_AT_LEAST = 0.7  # of the answers of a view that does nothing
PACKAGES = ("django", "wagtail", "django-ninja", "djangorestframework", "gunicorn")
MAKE = (
    "from tests.benchmarks.archive import make_archive; make_archive(statements={}, hostname={!r})"
)
LIST = "/api/v1/statements/?limit=20"
FULL = f"{LIST}&fields=*"


@dataclass(frozen=True, kw_only=True)
class Result:
    """The cost of a question."""

    name: str
    rate: float
    cpu_ms: float
    bytes: int


def main(arguments: list[str] | None = None) -> int:
    """Measure, print a table, save it as JSON; return 1 where `--check` finds a missed target."""
    options = _options().parse_args(arguments)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lectern-bench-")))
        database = f"sqlite:///{folder / 'bench.sqlite3'}"
        if options.database == "postgresql":
            database = stack.enter_context(postgresql.server())
        surroundings = environment(folder, database=database, workers=options.workers)
        print(f"{options.statements} statements on {options.database} …", flush=True)
        manage(surroundings, "migrate", "--verbosity", "0")
        manage(surroundings, "collectstatic", "--no-input", "--verbosity", "0")
        code = MAKE.format(options.statements, HOST)
        manage(surroundings, "shell", "--no-imports", "--command", code)
        server = stack.enter_context(serving(lectern(surroundings), log=folder / "log"))
        results = _measure(_questions(server), server=server, options=options)
    found = _ratios({row.name: row for row in results})
    _print(results, found)
    _keep(results, found, options=options)
    missed = found["list_full_times_v2"] < FULL_LIST_AT_LEAST
    missed |= found["unchanged_of_bare"] < UNCHANGED_AT_LEAST
    return int(options.check and missed)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--statements", type=int, default=1_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seconds", type=float, default=1.5, help="how long a round takes")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--only", default="", help="questions whose name has this in it")
    parser.add_argument("--output", type=Path, default=REPOSITORY / "var" / "bench-api.json")
    parser.add_argument("--check", action="store_true", help="fail where a promise is missed")
    return parser


def _questions(server: Server) -> list[Question]:
    """Return the questions, with entity tags and ids of this server."""

    def once(path: str):
        reply = ask_once(Question(name=path, path=path), port=server.port, host=HOST)
        if reply.status != 200:
            raise RuntimeError(f"{path} answers {reply.status}: {reply.body[:300]!r}")
        return reply

    full = once(FULL)
    number = json.loads(full.body)["items"][0]["id"]
    detail = f"/api/v1/statements/{number}/"
    changes = "/api/v1/changes/?limit=100"
    v2 = "/api/v2/pages/?type=newsroom.ArticlePage&fields=*&limit=20"
    return [
        Question(name="list of 20, whole", path=FULL),
        Question(name="list of 20, without bodies", path=LIST),
        Question(name="one statement", path=detail),
        Question(
            name="list, unchanged (304)",
            path=FULL,
            headers={"If-None-Match": full.headers["etag"]},
            status=304,
        ),
        Question(
            name="one statement, unchanged (304)",
            path=detail,
            headers={"If-None-Match": once(detail).headers["etag"]},
            status=304,
        ),
        Question(name="search", path="/api/v1/search/?q=minister"),
        Question(name="change feed of 100", path=changes),
        Question(name="Wagtail API v2: list of 20, fields=*", path=v2),
        Question(name="Wagtail API v2: one statement", path=f"/api/v2/pages/{number}/"),
        Question(name="bare view, bytes of the list", path=f"/bare/{len(full.body)}/"),
        Question(name="bare view, 2 bytes", path="/bare/2/"),
    ]


def _measure(questions: list[Question], *, server: Server, options) -> list[Result]:
    """Ask all questions in turn, for several rounds."""
    questions = [row for row in questions if options.only in row.name]
    sizes = {row.name: len(ask_once(row, port=server.port, host=HOST).body) for row in questions}
    rounds: dict[str, list[Round]] = {row.name: [] for row in questions}
    for number in range(options.rounds + 1):
        for question in questions:
            found = run_round(
                question,
                port=server.port,
                host=HOST,
                seconds=options.seconds,
                connections=options.connections,
                server=server.process,
            )
            if number:  # the first round warms up
                rounds[question.name].append(found)
    return [
        Result(
            name=name,
            rate=statistics.median(row.rate for row in found),
            cpu_ms=statistics.median(row.cpu_ms for row in found),
            bytes=sizes[name],
        )
        for name, found in rounds.items()
    ]


def _ratios(results: dict[str, Result]) -> dict[str, float]:
    """Return the ratios with targets, and the same by processor time, which load skews less."""
    pairs = {
        "list_full_times_v2": ("list of 20, whole", "Wagtail API v2: list of 20, fields=*"),
        "detail_times_v2": ("one statement", "Wagtail API v2: one statement"),
        "unchanged_of_bare": ("list, unchanged (304)", "bare view, bytes of the list"),
        "unchanged_of_smallest": ("list, unchanged (304)", "bare view, 2 bytes"),
    }
    found = {}
    for name, (ours, other) in pairs.items():
        if ours in results and other in results:
            found[name] = results[ours].rate / results[other].rate
            found[f"{name}_by_cpu"] = results[other].cpu_ms / results[ours].cpu_ms
        else:
            found[name] = 0.0
    return found


def _print(results: list[Result], found: dict[str, float]) -> None:
    print(f"\n{'':40}{'answers/s':>10}{'CPU ms':>9}{'bytes':>10}")
    for row in results:
        print(f"{row.name:40}{row.rate:10.1f}{row.cpu_ms:9.2f}{row.bytes:10}")
    print()
    for name, ratio in found.items():
        print(f"{name:40}{ratio:10.2f}")


def _keep(results: list[Result], found: dict[str, float], *, options) -> None:
    options.output.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "statements": options.statements,
        "database": options.database,
        "workers": options.workers,
        "connections": options.connections,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        "results": [vars(row) for row in results],
        "ratios": found,
    }
    options.output.write_text(json.dumps(document, indent=2) + "\n")
    print(f"\nKept in {options.output}")


if __name__ == "__main__":
    sys.exit(main())
