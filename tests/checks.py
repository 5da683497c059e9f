"""Run the checks that need no test database: lint, types, Django, catalogues, documentation.

    python tests/checks.py [lint] [types] [django] [messages] [docs]

Independent programs run in parallel, one per processor. Every program runs to its end, so that
one run reports all failures. The exit code is 0 only if all programs pass.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Without compiled files, each process would compile Django and Wagtail again.
# The checks use the database of the test settings, never the one of an installation.
NOT_INHERITED = {"DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
GROUPS = ("lint", "types", "django", "messages", "docs")


@dataclass(frozen=True, kw_only=True)
class Program:
    """A program of `.venv/bin` with its arguments; `name` identifies it in the summary."""

    name: str
    group: str
    command: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a finished program returned and wrote."""

    program: Program
    code: int
    output: str
    seconds: float


def programs(groups: Iterable[str]) -> list[Program]:
    """Return the programs of the groups, those that take longest first."""
    html = _templates()
    everything = [
        Program(name="mypy", group="types", command=("mypy",)),
        Program(
            name="makemigrations --check",
            group="django",
            command=("python", "manage.py", "makemigrations", "--check", "--dry-run"),
        ),
        Program(
            name="manage.py check",
            group="django",
            command=("python", "manage.py", "check", "--fail-level", "WARNING"),
        ),
        Program(name="catalogues", group="messages", command=("python", "-m", "tests.messages")),
        Program(
            name="documentation",
            group="docs",
            command=("python", "-m", "pytest", "-q", "-n", "0", "tests/config/test_docs.py"),
        ),
        Program(name="lint-imports", group="lint", command=("lint-imports", "--no-cache")),
        Program(
            name="workflow",
            group="lint",
            command=(
                "check-jsonschema",
                "--builtin-schema",
                "vendor.github-workflows",
                *_workflows(),
            ),
        ),
        Program(name="ruff check", group="lint", command=("ruff", "check", ".")),
        Program(name="ruff format", group="lint", command=("ruff", "format", "--check", ".")),
        Program(
            name="djhtml", group="lint", command=("djhtml", "--check", "--tabwidth", "2", *html)
        ),
        Program(
            name="djade",
            group="lint",
            command=("djade", "--check", "--target-version", "5.2", *html),
        ),
    ]
    chosen = set(groups)
    return [program for program in everything if program.group in chosen]


def run(chosen: Sequence[Program]) -> list[Result]:
    """Run the programs in parallel; print what each writes as soon as it ends."""
    results = []
    with ThreadPoolExecutor(max_workers=_processors()) as pool:
        for future in as_completed([pool.submit(_run_one, program) for program in chosen]):
            result = future.result()
            verdict = "ok" if result.code == 0 else "FAILED"
            print(f"{verdict:8} {result.program.name:24} {result.seconds:6.1f} s", flush=True)
            if result.code and result.output.strip():
                print(result.output.rstrip() + "\n", flush=True)
            results.append(result)
    return results


def _run_one(program: Program) -> Result:
    began = time.monotonic()
    inherited = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    done = subprocess.run(
        [str(BIN / program.command[0]), *program.command[1:]],
        cwd=REPOSITORY,
        env={
            **inherited,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        errors="replace",
    )
    return Result(
        program=program,
        code=done.returncode,
        output=done.stdout,
        seconds=time.monotonic() - began,
    )


def _processors() -> int:
    """Return how many programs run at a time; macOS has no scheduler affinity."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _templates() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "*.html"], cwd=REPOSITORY, capture_output=True, text=True
    )
    return [name for name in listed.stdout.split() if (REPOSITORY / name).exists()]


def _workflows() -> list[str]:
    folder = REPOSITORY / ".github" / "workflows"
    return [str(path.relative_to(REPOSITORY)) for path in sorted(folder.glob("*.yml"))]


def main(names: list[str]) -> int:
    """Run the named groups, or all of them; return the exit code."""
    unknown = [name for name in names if name not in GROUPS]
    if unknown:
        print(f"Unknown: {', '.join(unknown)}. Known: {', '.join(GROUPS)}", file=sys.stderr)
        return 2
    began = time.monotonic()
    failed = [result.program.name for result in run(programs(names or GROUPS)) if result.code]
    seconds = time.monotonic() - began
    if failed:
        print(f"\nFailed after {seconds:.0f} s: {', '.join(failed)}", flush=True)
        return 1
    print(f"\nAll checks passed in {seconds:.0f} s.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
