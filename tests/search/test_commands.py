"""The search commands and their exit codes."""

import json

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from newsroom.models import ArticlePage
from search.indexing import consumer
from tests.factories import make_statement

# The commands do not depend on the engine; other tests cover each engine.
pytestmark = pytest.mark.parametrize("engine", ["embedded"], indirect=True)


def test_search_archive_prints_the_results_of_the_page(archive, capsys):
    call_command("search_archive", "dwr", "--language", "cy")

    output = capsys.readouterr().out
    assert "1 found by embedded" in output
    assert "2016-06-16  Title dŵr  http://localhost/cy/newyddion/title-dwr/" in output


def test_search_archive_json(archive, capsys):
    call_command("search_archive", "water OR &", "--language", "en", "--json", "--limit", "5")

    answer = json.loads(capsys.readouterr().out)
    assert (answer["total"], answer["engine"], answer["relaxed"]) == (1, "embedded", False)
    (result,) = answer["results"]
    assert result["title"] == "Title water"
    assert result["url"] == "http://localhost/news/title-water/"
    assert result["extract"] == "water"


@pytest.mark.parametrize(
    "arguments",
    [
        ["water", "--language", "en", "--limit", "0"],
        ["water", "--language", "en", "--site", "nowhere.example"],
        ["water", "--language", "fr"],
        ["water"],
    ],
)
def test_search_archive_refuses_bad_usage(archive, arguments):
    with pytest.raises((CommandError, SystemExit)) as refused:
        call_command("search_archive", *arguments)

    assert getattr(refused.value, "returncode", 2) in (1, 2)


def test_reconcile_of_identical_indexes(archive, capsys):
    call_command("search_reconcile", "--check", "-v0")

    assert capsys.readouterr().out.count("in order") == 2


def test_reconcile_finds_and_repairs_drift(archive, office, capsys):
    gone = make_statement(office, title="Gone")
    consumer.consume_due()
    ArticlePage.objects.filter(pk=gone.pk).update(live=False)
    ArticlePage.objects.filter(title="Title water").update(title="Changed")

    with pytest.raises(SystemExit) as found:
        call_command("search_reconcile", "--check", "-v0")
    assert found.value.code == 1
    output = capsys.readouterr().out
    assert "1 stale" in output
    assert f"1 extra: {gone.pk}" in output

    with pytest.raises(SystemExit):
        call_command("search_reconcile", "-v0")
    call_command("search_reconcile", "--check", "-v0")


def test_rebuild(archive, capsys):
    before = archive.generation("cy")

    call_command("search_rebuild", "--language", "cy")

    assert "embedded/cy: 1 statements" in capsys.readouterr().out
    assert archive.generation("cy") != before
    call_command("search_reconcile", "--check", "-v0")


def test_status(archive, office, capsys):
    make_statement(office, title="Waiting")

    call_command("search_status", "--json")

    rows = json.loads(capsys.readouterr().out)
    assert [(row["language"], row["statements"], row["public"]) for row in rows] == [
        ("en", 1, 2),
        ("cy", 1, 1),
    ]
    assert rows[0]["waiting"] > 0
    assert not rows[0]["needs_rebuild"]


def test_an_unconfigured_engine_is_bad_usage(archive):
    with pytest.raises(CommandError) as refused:
        call_command("search_status", "--engine", "elasticsearch")

    assert refused.value.returncode == 2


def test_an_index_of_another_analysis_needs_a_rebuild(archive, monkeypatch, capsys):
    monkeypatch.setattr("search.language.analysis.version", lambda language: "another")

    call_command("search_status")

    assert capsys.readouterr().out.count("must be rebuilt") == 2


@pytest.mark.parametrize(
    ("setting", "value", "expected"),
    [
        ("ELASTICSEARCH_DSL_AUTOSYNC", True, "search.W001"),
        ("SEARCH_FOLDER", f"{__file__}/search", "search.E003"),
    ],
)
def test_checks_report_invalid_settings(engine, settings, setting, value, expected):
    assert expected not in {message.id for message in run_checks()}
    setattr(settings, setting, value)

    found = next(message for message in run_checks() if message.id == expected)
    assert found.hint
