"""The benchmark runs as a whole, judges its goals and reports what it measured."""

import json
import subprocess
import sys
import time

import pytest

from tests import static_files
from tests.benchmarks.goals import Goal
from tests.benchmarks.observations import Observations
from tests.benchmarks.rounds import Result, Results
from tests.benchmarks.servers import REPOSITORY
from tests.template_database import SQLiteTemplate, prepare

WAYS = {"stored", "unchanged", "rendered", "first", "stock", "bare"}


def result(*, page="statement", way="stored", size="1000", cpu_ms=1.0):
    return Result(page=page, way=way, size=size, cpu_ms=cpu_ms, rate=1000 / cpu_ms, bytes=10)


@pytest.mark.parametrize(
    ("value", "limits", "is_missed"),
    [
        (0.49, {"at_least": 0.5}, True),
        (0.5, {"at_least": 0.5}, False),
        (0.71, {"at_most": 0.7}, True),
        (0.7, {"at_most": 0.7}, False),
        (1, {"at_most": 0}, True),
        (0, {"at_most": 0}, False),
        (None, {"at_most": 0.7}, False),
    ],
)
def test_goal_is_missed_beyond_its_limit(value, limits, is_missed):
    assert Goal(name="a page", value=value, **limits).is_missed is is_missed


def test_results_give_ratios_between_ways_and_sizes():
    results = Results(
        [
            result(way="rendered", cpu_ms=6.0),
            result(way="stock", cpu_ms=3.0),
            result(way="rendered", size="20000", cpu_ms=9.0),
        ]
    )
    assert results.cost_ratio("statement", "rendered", "stock", size="1000") == 2.0
    assert (
        results.cost_ratio("statement", "rendered", "rendered", size="20000", other_size="1000")
        == 1.5
    )
    assert results.cost_ratio("statement", "rendered", "Payload", size="1000") is None


def observe(*, sent, number):
    """Return what is seen of statement 3, which was published for the fifth time at 100.0."""
    seen = Observations()
    seen.publications[3] = [(90.0, 4), (100.0, 5)]
    body = f"<h1>Publication {number} of statement 3</h1>".encode()
    seen.record(body, path="/news/", sent=sent)
    seen.check(until=float("inf"))
    return seen


def test_old_words_after_a_publication_are_found():
    assert observe(sent=100.1, number=4).stale == ["/news/ shows 4 instead of 5"]


@pytest.mark.parametrize(("sent", "number"), [(99.9, 4), (100.1, 5), (100.1, 6)])
def test_words_of_the_last_publication_or_newer_are_not_old(sent, number):
    assert observe(sent=sent, number=number).stale == []


def test_page_without_statements_is_an_error():
    seen = Observations()
    seen.record(b"<p>Nothing here</p>", path="/news/", sent=time.monotonic())
    assert seen.errors == ["/news/ shows no statement"]


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Return the printed and the saved report of a run with few statements."""
    template = SQLiteTemplate()
    prepare(template)
    output = tmp_path_factory.mktemp("bench") / "bench.json"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.benchmarks.whole_site", "--quick"),
            *("--migrated", str(template.path), "--static", str(static_files.collected())),
            *("--output", str(output)),
        ],
        cwd=REPOSITORY,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        timeout=900,
    )
    return done.stdout, json.loads(output.read_text())


@pytest.mark.any_database("the benchmark makes databases of its own")
def test_quick_run_measures_every_page_in_every_way(report):
    _printed, saved = report
    measured = {(row["page"], row["way"]) for row in saved["results"]}
    for page in ("home", "statement", "index", "category", "feed of 20 whole statements"):
        assert {way for name, way in measured if name == page} >= WAYS
    assert ("API: list of 20 whole statements", "unchanged") in measured
    assert {row["size"] for row in saved["results"]} == {"100"}
    assert all(row["cpu_ms"] >= 0 and row["rate"] > 0 for row in saved["results"])


@pytest.mark.any_database("the benchmark makes databases of its own")
def test_quick_run_reports_ratios_goals_and_publications(report):
    printed, saved = report
    assert "| statement |" in printed
    assert "stored statement: times stock's answers" in printed
    assert {goal["name"] for goal in saved["goals"]} >= {
        "rendered statement against stock",
        "memory of a worker against stock",
        "old words after a publication, responses",
    }
    assert saved["load"]["publications"] > 0
    assert saved["load"]["stale"] == 0, saved["load"]["first_stale"]
    assert saved["load"]["errors"] == 0, saved["load"]["first_error"]
