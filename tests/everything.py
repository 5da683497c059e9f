"""Run all checks, then all tests on both databases, and print one summary.

    python tests/everything.py [checks] [sqlite] [postgresql] [lint] [types] [django] …

`checks` stands for the groups of tests/checks.py, each of which can be named alone. Every phase
runs to its end, so that one run reports all failures. The exit code is 0 only if all pass.
"""

import contextlib
import functools
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(REPOSITORY))

from tests import checks, postgresql  # noqa: E402  (found through the line above)
from tests.elasticsearch_node.node import NodeMissingError, running  # noqa: E402
from tests.machine import in_ci  # noqa: E402

BIN = Path(sys.executable).parent
# This file alone decides which database is tested. Without compiled files, each of some hundred
# processes would compile all of Django and Wagtail again, which is half of its time to start.
NOT_INHERITED = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
INHERITED = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
TEST_SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.settings.test"}
# One more than the two processors of the machines that this runs on: a test that waits for a
# server, or for the next minute, leaves its processor to the others.
WORKERS = 3
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")


@dataclass(kw_only=True)
class Outcome:
    """How one phase ended; `counts` only where it ran tests."""

    name: str
    passed: bool
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)
    note: str = ""


def environment() -> dict[str, str]:
    """Return the environment of every program that is started here."""
    return {**INHERITED, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}"}


def run(*command: str, **changes: str) -> tuple[int, str]:
    """Run a program and print its output; return its exit code and its output."""
    shown = " ".join([Path(command[0]).name, *command[1:]])
    print(f"$ {shown if len(shown) < 120 else shown[:119] + '…'}", flush=True)
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**environment(), **changes},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        print(line, end="", flush=True)
        lines.append(line)
    return process.wait(), "".join(lines)


@contextlib.contextmanager
def elasticsearch() -> Iterator[None]:
    """Start one node for both runs; where that fails, the tests that need it report why."""
    if os.environ.get("TEST_ELASTICSEARCH_URL") or os.environ.get("ELASTICSEARCH_URL"):
        yield
        return
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(NodeMissingError):
            node = stack.enter_context(running(for_tests=True))
            INHERITED["TEST_ELASTICSEARCH_URL"] = node.url
        yield


@contextlib.contextmanager
def databases() -> Iterator[None]:
    """Start one PostgreSQL server for both runs, and build both template databases meanwhile.

    The templates (tests/template_database.py) are built beside the checks, which leave one
    processor idle. A run that comes to its tests earlier waits for them.
    """
    with contextlib.ExitStack() as stack:
        urls = ["sqlite://"]
        if not postgresql.why_missing():
            urls.append(stack.enter_context(postgresql.server()))
            INHERITED["TEST_POSTGRES_URL"] = urls[-1]
        builders = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.template_database"],
                cwd=REPOSITORY,
                env={**environment(), "DATABASE_URL": url, **TEST_SETTINGS},
                # A template that cannot be built fails again, and visibly, in the tests.
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            for url in urls
        ]
        try:
            yield
        finally:
            for builder in builders:
                builder.wait()


def tests(name: str, *arguments: str, **changes: str) -> Outcome:
    """Run pytest on WORKERS processes and count its results."""
    began = time.monotonic()
    # In the order of tests/conftest.py; that of xdist begins with the files of most tests.
    spread = ["-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder"]
    code, output = run(str(BIN / "python"), "-m", "pytest", *spread, *arguments, **changes)
    closing = next((line for line in reversed(output.splitlines()) if COUNT.search(line)), "")
    counts: dict[str, int] = {}
    for number, word in COUNT.findall(closing):
        word = "failed" if word.startswith("error") else word
        counts[word] = counts.get(word, 0) + int(number)
    # Exit code 5 means that no test was found, which here is a failure as well.
    return Outcome(name=name, passed=code == 0, seconds=time.monotonic() - began, counts=counts)


def on_sqlite() -> Outcome:
    """All tests, the browser's included, on a fresh SQLite database."""
    return tests("tests on SQLite")


def on_postgresql() -> Outcome:
    """The tests whose results may differ on PostgreSQL (tests/conftest.py)."""
    missing = postgresql.why_missing()
    if missing:
        return Outcome(name="tests on PostgreSQL", passed=not in_ci(), seconds=0, note=missing)
    return tests("tests on PostgreSQL", DATABASE_URL=INHERITED["TEST_POSTGRES_URL"])


def run_checks(*groups: str) -> Outcome:
    """Run groups of tests/checks.py, or all that the tests do not cover, in parallel."""
    began = time.monotonic()
    results = checks.run(checks.programs(groups or ("lint", "types", "django", "messages")))
    failed = [result.program.name for result in results if result.code]
    return Outcome(
        name=", ".join(groups) or "checks",
        passed=not failed,
        seconds=time.monotonic() - began,
        note=", ".join(failed),
    )


PHASES: dict[str, Callable[[], Outcome]] = {
    "checks": run_checks,
    "sqlite": on_sqlite,
    "postgresql": on_postgresql,
}
# One group of checks alone; `checks` runs them all at once.
GROUPS = {name: functools.partial(run_checks, name) for name in checks.GROUPS}
TEST_PHASES = (on_sqlite, on_postgresql)


def summary(outcomes: list[Outcome]) -> None:
    """Print a line for each phase and one for all tests together."""
    print("\n" + "=" * 72)
    for outcome in outcomes:
        counts = ", ".join(f"{number} {word}" for word, number in outcome.counts.items())
        verdict = "ok" if outcome.passed else "FAILED"
        if outcome.note and not outcome.seconds:
            verdict = "SKIPPED" if outcome.passed else "FAILED"
        words = " · ".join(part for part in (counts, outcome.note) if part)
        print(f"{verdict:8} {outcome.name:20} {outcome.seconds:6.0f} s  {words}")
    print("=" * 72)
    total = {
        word: sum(outcome.counts.get(word, 0) for outcome in outcomes)
        for word in ("passed", "failed", "skipped")
    }
    if any(outcome.counts for outcome in outcomes):
        print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")


def main(names: list[str]) -> int:
    """Run the phases that are named, or all; return the exit code."""
    known = {**PHASES, **GROUPS}
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. Known: {', '.join(known)}", file=sys.stderr)
        return 2
    outcomes: list[Outcome] = []
    names = names or [*PHASES]
    with contextlib.ExitStack() as stack:
        if any(known[name] in TEST_PHASES for name in names):
            stack.enter_context(databases())
        for name in names:
            print(f"\n=== {name} " + "=" * (67 - len(name)), flush=True)
            if known[name] in TEST_PHASES and not any(o.counts for o in outcomes):
                stack.enter_context(elasticsearch())
            outcomes.append(known[name]())
    summary(outcomes)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
