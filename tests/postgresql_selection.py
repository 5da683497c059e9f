"""Selection of the tests that run on PostgreSQL as well as on SQLite.

A test runs on PostgreSQL unless one of these rules says that its result cannot differ there:

1. It has no access to the database.
2. It drives the browser. Views that it opens are opened by Django's client in other tests.
3. It is marked `any_database`, with a reason that says why the database does not matter.
4. It repeats, with the Elasticsearch engine, a test that runs with the embedded engine. Neither
   engine uses Django's database: both get the same rows from the same queries.
5. It repeats in English a test that runs in Welsh. The queries are the same; only values differ,
   and those of Welsh have letters beyond ASCII.
"""

from collections.abc import Iterable

import pytest

# The value of a fixture that is left out, where the same test runs with the value beside it.
REPETITIONS = {"engine": ("elasticsearch", "embedded"), "language": ("en", "cy")}


def selected(items: list[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that run on PostgreSQL, in their order."""
    candidates = [item for item in items if _may_differ(item)]
    variants = {_variant(item, _parameters(item)) for item in candidates}
    return [item for item in candidates if not _is_repetition(item, variants)]


def uses_database(item: pytest.Item) -> bool:
    """Return whether pytest-django lets the test use the database."""
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"} & {*item.fixturenames}
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


def commits(item: pytest.Item) -> bool:
    """Return whether the test commits transactions, so that the database is restored after it."""
    marker = item.get_closest_marker("django_db")
    fixtures = {"transactional_db", "live_server"} & {*item.fixturenames}
    return bool(fixtures) or bool(marker and marker.kwargs.get("transaction"))


def _may_differ(item: pytest.Item) -> bool:
    """Return whether none of the first three rules applies."""
    if item.get_closest_marker("postgresql"):
        return True
    same = item.get_closest_marker("browser") or item.get_closest_marker("any_database")
    return uses_database(item) and not same


def _is_repetition(item: pytest.Item, variants: set[tuple]) -> bool:
    """Return whether one of the last two rules applies."""
    parameters = _parameters(item)
    return any(
        parameters.get(name) == value and _variant(item, {**parameters, name: instead}) in variants
        for name, (value, instead) in REPETITIONS.items()
    )


def _parameters(item: pytest.Item) -> dict[str, object]:
    """Return the parameters of the test by name, empty where it has none."""
    callspec = getattr(item, "callspec", None)
    return {} if callspec is None else {**callspec.params}


def _variant(item: pytest.Item, parameters: dict[str, object]) -> tuple:
    """Return what tells this test with these parameters from all others."""
    values: Iterable[tuple[str, str]] = ((name, repr(each)) for name, each in parameters.items())
    name = getattr(item, "originalname", item.name)
    return item.parent.nodeid, name, tuple(sorted(values))
