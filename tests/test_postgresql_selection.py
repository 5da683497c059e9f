"""Tests of the rules that select the tests for PostgreSQL."""

from types import SimpleNamespace

import pytest

from tests import postgresql_selection


def item(name: str, *, fixtures=("db",), markers=(), **parameters) -> SimpleNamespace:
    """Return what the rules read of a collected test."""
    return SimpleNamespace(
        name=name,
        originalname=name,
        parent=SimpleNamespace(nodeid="tests/test_any.py"),
        fixturenames=[*fixtures],
        callspec=SimpleNamespace(params=parameters),
        get_closest_marker=lambda asked: (
            pytest.Mark(asked, (), {}, _ispytest=True) if asked in markers else None
        ),
    )


@pytest.mark.parametrize(
    ("collected", "runs"),
    [
        (item("reads"), True),
        (item("reads", markers=["django_db"], fixtures=[]), True),
        (item("pure", fixtures=["tmp_path"]), False),
        (item("opens", markers=["browser"]), False),
        (item("renders", markers=["any_database"]), False),
        (item("locks", markers=["postgresql"], fixtures=[]), True),
        (item("only", engine="elasticsearch"), True),
        (item("only", language="en"), True),
    ],
)
def test_a_single_test(collected, runs):
    assert postgresql_selection.selected([collected]) == ([collected] if runs else [])


def test_of_engines_and_languages_one_is_left():
    tests = {
        (engine, language, year): item("finds", engine=engine, language=language, year=year)
        for engine in ("embedded", "elasticsearch")
        for language in ("en", "cy")
        for year in (2016, 2026)
    }

    left = postgresql_selection.selected([*tests.values()])

    assert left == [tests["embedded", "cy", 2016], tests["embedded", "cy", 2026]]


def test_what_has_no_counterpart_stays():
    tests = [item("finds", language="en", word="bus"), item("finds", language="cy", word="bws")]

    assert postgresql_selection.selected(tests) == tests
