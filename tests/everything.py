"""Is everything in order? All tests on both databases, then all checks, with one summary.

    python tests/everything.py [sqlite] [postgresql] [lint] [types] [messages] [django]

Everything runs to its end even where something fails, so that one run tells all. The exit code is
0 only where all passed.
"""

import contextlib
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

from tests import messages, postgresql  # noqa: E402  (found through the line above)
from tests.elasticsearch_node.node import NodeMissingError, running  # noqa: E402
from tests.machine import in_ci  # noqa: E402

BIN = Path(sys.executable).parent
# Which database is tested is said here alone. And without compiled files each of some hundred
# processes would compile all of Django and Wagtail again, which is half of what a start takes.
NOT_INHERITED = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
INHERITED = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
COUNT = re.compile(r"(\d+) (passed|failed|skipped|errors?)\b")


@dataclass(kw_only=True)
class Outcome:
    """How one phase ended; `counts` only where it ran tests."""

    name: str
    passed: bool
    seconds: float
    counts: dict[str, int] = field(default_factory=dict)
    note: str = ""


def run(*command: str, **changes: str) -> tuple[int, str]:
    """Run a program, showing what it says; return its exit code and that."""
    shown = " ".join([Path(command[0]).name, *command[1:]])
    print(f"$ {shown if len(shown) < 120 else shown[:119] + '…'}", flush=True)
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        env={**INHERITED, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}", **changes},
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
    """Start one node for all runs of tests; where none can be, the tests themselves say why."""
    if os.environ.get("TEST_ELASTICSEARCH_URL") or os.environ.get("ELASTICSEARCH_URL"):
        yield
        return
    with contextlib.ExitStack() as stack:
        with contextlib.suppress(NodeMissingError):
            node = stack.enter_context(running(for_tests=True))
            INHERITED["TEST_ELASTICSEARCH_URL"] = node.url
        yield


def tests(name: str, *arguments: str, **changes: str) -> Outcome:
    """Run pytest on two processes and count."""
    began = time.monotonic()
    # In the order of tests/conftest.py: xdist's own begins with the files of most tests.
    spread = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
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
    """What may use the database (tests/conftest.py), but not the browser's."""
    missing = postgresql.why_missing()
    if missing:
        return Outcome(name="tests on PostgreSQL", passed=not in_ci(), seconds=0, note=missing)
    with postgresql.server() as url:
        return tests("tests on PostgreSQL", "-m", "not browser", DATABASE_URL=url)


def programs(name: str, *commands: list[str], **changes: str) -> Outcome:
    """Run several programs, each to its end; all must exit with 0."""
    began = time.monotonic()
    codes = [run(str(BIN / command[0]), *command[1:], **changes)[0] for command in commands]
    return Outcome(name=name, passed=not any(codes), seconds=time.monotonic() - began)


def lint() -> Outcome:
    """Python, templates and the arrows between the apps."""
    listed = subprocess.run(
        ["git", "ls-files", "*.html"], cwd=REPOSITORY, capture_output=True, text=True
    )
    templates = [name for name in listed.stdout.split() if (REPOSITORY / name).exists()]
    return programs(
        "lint",
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["lint-imports", "--no-cache"],
        ["djade", "--check", "--target-version", "5.2", *templates],
        ["djhtml", "--check", "--tabwidth", "2", *templates],
    )


def types() -> Outcome:
    """Types where plain logic lives."""
    return programs("types", ["mypy"])


def django() -> Outcome:
    """Django's own checks, and whether a migration was forgotten."""
    return programs(
        "Django's checks",
        ["python", "manage.py", "check", "--fail-level", "WARNING"],
        ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
        DJANGO_SETTINGS_MODULE="config.settings.test",
    )


def catalogues() -> Outcome:
    """Texts for translators: collected, compiled and current."""
    began = time.monotonic()
    findings = messages.findings(REPOSITORY)
    print("\n".join(findings))
    return Outcome(name="catalogues", passed=not findings, seconds=time.monotonic() - began)


PHASES: dict[str, Callable[[], Outcome]] = {
    "lint": lint,
    "types": types,
    "django": django,
    "messages": catalogues,
    "sqlite": on_sqlite,
    "postgresql": on_postgresql,
}


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
    unknown = [name for name in names if name not in PHASES]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. Known: {', '.join(PHASES)}", file=sys.stderr)
        return 2
    outcomes = []
    with contextlib.ExitStack() as stack:
        for name in names or PHASES:
            print(f"\n=== {name} " + "=" * (67 - len(name)), flush=True)
            if PHASES[name] in (on_sqlite, on_postgresql) and not any(o.counts for o in outcomes):
                stack.enter_context(elasticsearch())
            outcomes.append(PHASES[name]())
    summary(outcomes)
    return 0 if all(outcome.passed for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
