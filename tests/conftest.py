"""Pytest configuration and the fixtures that all tests share."""

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from _pytest.nodeid import NodeId
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from config.http import caching
from home.offices.provisioning import Office
from home.pages.furniture import forget_furniture
from newsroom.caching import request_state, state_token
from newsroom.caching.page_store import page_store
from newsroom.faults.parts import LeftOut, forget_reports, part_left_out
from newsroom.partners.api import authentication, rate_limits, sites
from newsroom.translation import memory
from newsroom.worker.left_out_parts import forget_left_out
from tests import (  # noqa: F401  (property_tests loads its profile)
    factories,
    machine,
    postgresql,
    postgresql_selection,
    property_tests,
    template_database,
)
from tests.postgresql_selection import commits, uses_database
from tests.shared_office import SharedOffice

# Playwright's driver runs an event loop in the main thread, where Django would refuse the ORM.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Files that start programs, servers or the browser: they take longest for their number of tests.
SLOW_FILES = (
    "tests/browser/",
    "tests/config/test_",
    "tests/home/test_demo_",
    "_across_processes.py",
    "tests/search/engines/test_outage.py",
    "tests/search/test_leak_matrix.py",
    "tests/newsroom/editing/test_isolation.py",
    "tests/newsroom/editing/test_malformed_requests.py",
)
SHARED_OFFICE = pytest.StashKey[SharedOffice[Office]]()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put slow files first, and deselect the tests that are not for this database."""
    _make_ids_unique(items)
    # Started last, one of them would run alone on one worker while the other has nothing left.
    # Within a file, tests with the same shared content follow each other.
    files = {item.path: number for number, item in enumerate(items)}
    items.sort(
        key=lambda item: (
            not any(part in item.nodeid for part in SLOW_FILES),
            files[item.path],
            _content_factory(item) is not None,
        )
    )
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        selected = postgresql_selection.selected(items)
    else:
        selected = [item for item in items if not item.get_closest_marker("postgresql")]
    ids = {item.nodeid for item in selected}
    if deselected := [item for item in items if item.nodeid not in ids]:
        config.hook.pytest_deselected(items=deselected)
        items[:] = selected


def pytest_collection_finish() -> None:
    """Exempt what exists for the whole run from garbage collection, which is 3 % of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 100)


def _make_ids_unique(items: list[pytest.Item]) -> None:
    """Give each test an id of its own: of several with the same id, pytest-xdist runs only one.

    Schemathesis names a test after its operation, and pytest 9.2 leaves that name out of the id.
    """
    for item in items:
        if not item.nodeid.endswith(item.name):
            item._id = NodeId.parse(f"{item.parent.nodeid}::{item.name}")
    ids = Counter(item.nodeid for item in items)
    if repeated := [nodeid for nodeid, count in ids.items() if count > 1]:
        raise pytest.UsageError(f"several tests have one id, so only one would run: {repeated}")


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_modify_db_settings: None,
    django_db_blocker,
) -> Iterator[None]:
    """Give this process a copy of the template database.

    It replaces pytest-django's fixture. The first test that uses the database requests it, so a
    process without such a test has none.
    """
    source = template_database.template()
    with pytest.MonkeyPatch.context() as patch, template_database.connected_copy(source):
        # Django would empty every table after a test that commits, and lose the migrations' rows.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: _restore_database())
        shared = request.config.stash[SHARED_OFFICE] = SharedOffice(factories.make_office)
        yield
        with django_db_blocker.unblock():
            shared.remove()


def _restore_database() -> None:
    template_database.template().restore(connection.settings_dict["NAME"])


@pytest.fixture(scope="module")
def committed_database(django_db_setup: None, django_db_blocker) -> Iterator[None]:
    """A database that the tests of one module change together; it is restored after the module."""
    with django_db_blocker.unblock():
        yield
        _restore_database()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Create or remove the shared office, and check that the machine has what the test needs."""
    _prepare_shared_office(item)
    if item.get_closest_marker("browser"):
        machine.require("chromium")
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            machine.require(name)


def _prepare_shared_office(item: pytest.Item) -> None:
    """Create the shared office before the transaction of a test that uses it, else remove it."""
    # None until the first test that uses the database has run.
    shared = item.config.stash.get(SHARED_OFFICE, None)
    if shared is None or not uses_database(item):
        return
    with item.config.stash[blocking_manager_key].unblock():
        if "office" in item.fixturenames and not commits(item):
            shared.create(_content_factory(item))
        else:
            shared.remove()


def _content_factory(item: pytest.Item) -> Callable[[Office], Any] | None:
    """Return what creates the content of the shared office for this test."""
    for marker in item.iter_markers("office_content"):
        factory, fixture = marker.args
        if fixture in item.fixturenames:
            return factory
    return factories.make_newsroom if "newsroom" in item.fixturenames else None


@pytest.fixture(autouse=True)
def _reset_process_state() -> None:
    """Empty the caches of the process and activate the default language before each test."""
    cache.clear()
    caching.forget_next_due()
    page_store.clear()
    forget_furniture()
    request_state.clear_values()
    state_token.clear_cached_dates()
    memory.compare_all_again()
    # A lease of a test with a higher limit may be more than the whole limit of this test.
    rate_limits.clear_leases()
    authentication.discard_pending_uses()
    sites.clear_site_cache()
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def left_out_parts(request) -> Iterator[list[LeftOut]]:
    """The parts of pages that failed in this test: none without the mark `faults`."""
    forget_reports()
    forget_left_out()
    found: list[LeftOut] = []

    def record(left_out: LeftOut, **kwargs: object) -> None:
        found.append(left_out)

    part_left_out.connect(record)
    yield found
    part_left_out.disconnect(record)
    assert not found or request.node.get_closest_marker("faults"), found


@pytest.fixture
def _office_and_content(request, db) -> tuple[Office, Any]:
    return request.config.stash[SHARED_OFFICE].copy(_content_factory(request.node))


@pytest.fixture
def office(_office_and_content) -> Office:
    """A member's site in both languages, the default site of the installation."""
    return _office_and_content[0]


@pytest.fixture
def office_content(office, _office_and_content) -> Any:
    """What the factory of the marker `office_content` returned, made once for several tests."""
    return _office_and_content[1]


@pytest.fixture
def newsroom(office, _office_and_content) -> dict[str, tuple[list, list]]:
    """Public statements by language, and one of every kind that is not public."""
    return _office_and_content[1]


@pytest.fixture(params=["en", "cy"])
def language(request) -> str:
    """Each of the two languages: a test about pages runs for both."""
    return request.param


@pytest.fixture
def require():
    """`require("chromium")`: skip the test where the machine lacks it, fail the test in CI."""
    return machine.require


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a PostgreSQL server that this run starts for itself."""
    machine.require("postgresql")
    with postgresql.server() as url:
        yield url
