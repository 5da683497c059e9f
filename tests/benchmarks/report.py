"""The report of the benchmark: tables of ratios as Markdown, and all figures as JSON."""

import json
import os
import platform
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks.cases import GROWING, MAIN_PAGES, OFFICES
from tests.benchmarks.figures import Figures
from tests.benchmarks.goals import Goal

PACKAGES = ("django", "wagtail", "gunicorn", "djangorestframework")
API_PAGE = "API: list of 20 whole statements"
NOT_MEASURED = "–"


def print_report(figures: Figures, judged: list[Goal]) -> None:
    """Print all tables."""
    print("\n\n".join(sections(figures, judged)))


def sections(figures: Figures, judged: list[Goal]) -> list[str]:
    """Return the report's parts as Markdown."""
    parts = [
        f"{_machine()}, {figures.base_size} statements",
        _table(("Goal", "Limit", "Ratio", ""), [_goal_row(goal) for goal in judged]),
        _pages(figures),
        _growth(figures),
        _processes(figures),
        _load(figures),
    ]
    return parts + [f"Left out: {reason}" for reason in figures.left_out]


def write_json(figures: Figures, judged: list[Goal], *, path: Path) -> None:
    """Write all figures to `path`."""
    results = figures.results.rows
    document = {
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "machine": _machine(),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in PACKAGES},
        },
        "goals": [{**asdict(goal), "missed": goal.is_missed} for goal in judged],
        "results": [asdict(row) for row in results],
        "processes": {
            "start": asdict(figures.start),
            "start_by_clock": asdict(figures.start_by_clock),
            "memory_mb": asdict(figures.memory_mb),
            "publication": {size: asdict(pair) for size, pair in figures.publication.items()},
            "publication_among_offices": figures.publication_among_offices,
            "import_with_address": asdict(figures.import_with_address),
            "import_without_address": asdict(figures.import_without_address),
        },
        "load": asdict(figures.load),
        "left_out": figures.left_out,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, indent=2) + "\n")


def _pages(figures: Figures) -> str:
    """Return the cost of each page in all ways, in that of the stock site's page."""
    rows = []
    for page in (*MAIN_PAGES, "404", "search", API_PAGE):
        ratios = [
            figures.results.cost_ratio(page, way, "stock", size=figures.base_size)
            for way in ("stored", "unchanged", "rendered", "first", "bare", "Payload")
        ]
        rows.append((page, *(_number(ratio) for ratio in ratios)))
    head = ("Against stock Wagtail", "stored", "304", "rendered", "first", "bare view", "Payload")
    return _table(head, rows)


def _growth(figures: Figures) -> str:
    """Return the cost of each page at each size, in that at the smallest, and against stock."""
    sizes = [*list(figures.publication)[1:], OFFICES]
    rows = []
    for page in GROWING:
        ratios = []
        for size in sizes:
            ratios += [
                figures.results.cost_ratio(
                    page, "rendered", "rendered", size=size, other_size=figures.base_size
                ),
                figures.results.cost_ratio(page, "rendered", "stock", size=size),
            ]
        rows.append((page, *(_number(ratio) for ratio in ratios)))
    head = [f"Against {figures.base_size} statements"]
    for size in sizes:
        head += [size, "against stock"]
    return _table(head, rows)


def _processes(figures: Figures) -> str:
    pairs = {
        "start, processor time": figures.start,
        "start, by the clock": figures.start_by_clock,
        "memory of a worker": figures.memory_mb,
        "import with old address and picture, of one statement": figures.import_with_address,
        "import without": figures.import_without_address,
        **{
            f"publication among {size} statements": pair
            for size, pair in figures.publication.items()
        },
    }
    rows = [(name, _number(pair.ratio)) for name, pair in pairs.items()]
    first = next(iter(figures.publication.values()))
    if figures.publication_among_offices is not None:
        ratio = figures.publication_among_offices / first.stock
        rows.append(("publication among all offices, against stock's alone", _number(ratio)))
    return _table(("Work", "Against stock Wagtail"), rows)


def _load(figures: Figures) -> str:
    load = figures.load
    seen = NOT_MEASURED if load.slowest_seen is None else f"{load.slowest_seen:.2f} s"
    return (
        f"{load.publications} publications while {load.connections} connections read: "
        f"{load.responses} responses, {load.errors} errors, {load.stale} with old words, "
        f"the slowest new words after {seen}"
    )


def _goal_row(goal: Goal) -> tuple[str, ...]:
    verdict = "missed" if goal.is_missed else "met" if goal.value is not None else "not measured"
    return goal.name, goal.limit, _number(goal.value), verdict


def _number(value: float | None) -> str:
    """Return a number with two significant digits, or three from 100 on."""
    if value is None:
        return NOT_MEASURED
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2g}"


def _table(head, rows) -> str:
    lines = ["| " + " | ".join(head) + " |", "|---" + "|---:" * (len(head) - 1) + "|"]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def _machine() -> str:
    day = time.strftime("%d %B %Y", time.gmtime())
    return f"{day}, {os.cpu_count()} processors, Python {platform.python_version()}"
