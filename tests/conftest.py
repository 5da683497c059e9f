"""What do all tests share? An office in both languages, and ways to write statements for it."""

import os
from collections import Counter
from collections.abc import Iterator

import pytest
from _pytest.nodeid import NodeId
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from home.offices.provisioning import Office
from tests import factories, machine, postgresql
from tests.standing import Standing

# Playwright's driver keeps an event loop running; Django's ORM is used beside it, never inside.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# What starts programs, servers or the browser for every test takes longest for its number.
LONG = ("tests/browser/", "tests/config/test_", "tests/home/test_demo_", "_across_processes.py")
MIGRATED = pytest.StashKey[str | None]()
STANDING = pytest.StashKey[Standing[Office]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, visibly as deselected, what would prove nothing on this database."""
    _tell_apart(items)
    for item in items:
        if _commits(item):
            keeping = pytest.mark.django_db(transaction=True, serialized_rollback=True)
            item.add_marker(keeping, append=False)
    # Begun last, one of them would keep one process at work while the other has nothing left.
    items.sort(key=lambda item: not any(part in item.nodeid for part in LONG))
    on_postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    left_out = [item for item in items if _proves_nothing(item, on_postgresql=on_postgresql)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        named = {item.nodeid for item in left_out}
        items[:] = [item for item in items if item.nodeid not in named]


def _tell_apart(items: list[pytest.Item]) -> None:
    """Give each test an id of its own: of several with the same, pytest-xdist runs only one.

    Schemathesis names a test after its operation, and pytest 9.2 leaves that name out of the id.
    """
    for item in items:
        if not item.nodeid.endswith(item.name):
            item._id = NodeId.parse(f"{item.parent.nodeid}::{item.name}")
    ids = Counter(item.nodeid for item in items)
    if twice := [nodeid for nodeid, count in ids.items() if count > 1]:
        raise pytest.UsageError(f"several tests of one id, of which one would run: {twice}")


def _proves_nothing(item: pytest.Item, *, on_postgresql: bool) -> bool:
    """Return whether the test is about the other database, or would only repeat itself on this."""
    if item.get_closest_marker("postgresql"):
        return not on_postgresql
    return on_postgresql and not _asks_database(item)


def _asks_database(item: pytest.Item) -> bool:
    """Return whether the test may use the database; to any other, pytest-django refuses it.

    One that may not would do on PostgreSQL, line for line, what it did on SQLite.
    """
    asked = {"db", "transactional_db", "django_db_setup", "live_server"} & {*item.fixturenames}
    return bool(asked) or item.get_closest_marker("django_db") is not None


def _commits(item: pytest.Item) -> bool:
    """Return whether the test works with real transactions, so that all tables are emptied."""
    marker = item.get_closest_marker("django_db")
    names = {"transactional_db", "live_server"}
    return bool(marker and marker.kwargs.get("transaction")) or bool(names & {*item.fixturenames})


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker
) -> Iterator[None]:
    """Keep what the migrations made, where a test of this run will empty the tables."""
    request.config.stash[MIGRATED] = getattr(connection, "_test_serialized_contents", None)
    standing = request.config.stash[STANDING] = Standing(factories.make_office)
    yield
    with django_db_blocker.unblock():
        standing.fall()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put back what the migrations made, for whichever test comes next on this process."""
    contents = item.config.stash.get(MIGRATED, None)
    if not _commits(item) or contents is None:
        return (yield)
    with item.config.stash[blocking_manager_key].unblock():
        # Beside Playwright's event loop Django has another connection, which does not know yet.
        connection._test_serialized_contents = contents
        yield
        # After the last test the database itself is gone, unless it is kept for the next run.
        if nextitem is not None or item.config.getoption("reuse_db"):
            connection.creation.deserialize_db_from_string(contents)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test that says what it needs gets it, or does not run."""
    _let_office_stand(item)
    if item.get_closest_marker("browser"):
        machine.require("chromium")
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            machine.require(name)


def _let_office_stand(item: pytest.Item) -> None:
    """Have an office before the test's own transaction begins, or none where it asks for none."""
    # Until the process's first test of the database there is none to make it in.
    standing = item.config.stash.get(STANDING, None)
    if standing is None:
        return
    asked = "office" in item.fixturenames and not _commits(item)
    with item.config.stash[blocking_manager_key].unblock():
        if asked:
            standing.stand()
        else:
            standing.fall()


@pytest.fixture(autouse=True)
def _begin_afresh() -> None:
    """What one test cached, and the language that its last request spoke, must not meet another."""
    cache.clear()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def office(request, db) -> Office:
    """A member's site in both languages, the default site of the installation."""
    return request.config.stash[STANDING].copy()


@pytest.fixture(params=["en", "cy"])
def language(request) -> str:
    """Each of the two languages: a test about pages runs for both."""
    return request.param


@pytest.fixture
def require():
    """`require("chromium")`: skip with a reason where the machine lacks it, fail in CI."""
    return machine.require


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server of this run's own."""
    machine.require("postgresql")
    with postgresql.server() as url:
        yield url
