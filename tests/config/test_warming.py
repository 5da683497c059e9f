"""The web server loads and warms the application before it forks, and shares no connection."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.config.deployment import REPOSITORY, free_port, wait_for
from tests.template_database import SQLiteTemplate

pytestmark = pytest.mark.any_database("starts processes with a database of their own")

MAKE_AN_OFFICE = """
from tests.factories import make_office, make_statement
office = make_office(hostname="localhost")
for language in ("en", "cy"):
    make_statement(office, title=f"Read in {language}", language=language, publish=True)
"""
WARM_UP = """
import json, os, pathlib
from config.wsgi import application
from config.warming import warm_up
warm_up(application)
from django.template import engines
from newsroom.caching.page_store import page_store
from newsroom.models import RequestWindow
from newsroom.partners.api.rate_limits import _anonymous_client
from search.language.lemmas import _dictionary_variants
from search.models import QueryCount
from search.statistics.counting import buffer
files = [os.readlink(path) for path in pathlib.Path("/proc/self/fd").iterdir() if path.exists()]
print(json.dumps({
    "files": [name for name in files if "sqlite3" in name or "archive-" in name],
    "sockets": [name for name in files if name.startswith("socket:")],
    "pages": sorted(key.partition("localhost")[2] for key in page_store._pages),
    "dictionary": _dictionary_variants.cache_info().currsize,
    "limited": RequestWindow.objects.filter(client=_anonymous_client("127.0.0.1")).exists(),
    "counted": bool(buffer._pending) or QueryCount.objects.exists(),
}))
"""


@pytest.fixture(scope="module")
def surroundings(tmp_path_factory) -> dict[str, str]:
    """The environment of an installation with an office on SQLite."""
    folder = tmp_path_factory.mktemp("warming")
    SQLiteTemplate().copy_to(str(folder / "lectern.sqlite3"))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
    values = {
        **kept,
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEBUG": "false",
        "DATABASE_URL": f"sqlite:///{folder / 'lectern.sqlite3'}",
        "LECTERN_ENV_FILE": str(folder / "no.env"),
        "LECTERN_DATA_DIR": str(folder),
        "PORT": str(free_port()),
        "WEB_CONCURRENCY": "2",
    }
    manage(values, "shell", "--no-imports", "--command", MAKE_AN_OFFICE)
    manage(values, "worker", "--once")
    return values


def manage(surroundings: dict[str, str], *arguments: str) -> str:
    """Run a management command; return its output."""
    return python(surroundings, "manage.py", *arguments).stdout


def python(surroundings: dict[str, str], *arguments: str) -> subprocess.CompletedProcess:
    """Run Python in the repository; it must succeed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def server(surroundings, tmp_path_factory) -> Iterator[subprocess.Popen]:
    """A gunicorn with two workers."""
    log = tmp_path_factory.mktemp("log") / "web.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "docker/gunicorn.conf.py"],
            cwd=REPOSITORY,
            env=surroundings,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    process.log = log
    try:
        assert wait_for(lambda: status(surroundings, "/") == 200, seconds=60), log.read_text()
        yield process
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def status(surroundings: dict[str, str], path: str) -> int:
    """Return the status of an answer."""
    url = f"http://localhost:{surroundings['PORT']}{path}"
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.status


def workers(server: subprocess.Popen) -> set[int]:
    """Return the processes that gunicorn has forked."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text()
    return {int(child) for child in children.split()}


@pytest.fixture(scope="module")
def found(surroundings) -> dict:
    """What a process has after warming up."""
    return json.loads(python(surroundings, "-c", WARM_UP).stdout.splitlines()[-1])


def test_a_page_of_each_kind_is_warm_and_no_connection_stays_open(found):
    assert found["files"] == []
    assert found["sockets"] == []
    assert found["dictionary"] == 1
    for path in (
        *("/?", "/news/?", "/news/rss.xml?", "/news/read-in-en/?"),
        *("/cy/?", "/cy/newyddion/?", "/cy/newyddion/rss.xml?", "/cy/newyddion/read-in-cy/?"),
    ):
        assert path in found["pages"]


def test_the_searches_of_the_start_are_not_counted(found):
    assert not found["counted"]


def test_the_requests_of_the_start_count_towards_no_clients_limit(found):
    assert not found["limited"]


def test_without_tables_the_server_starts_all_the_same(surroundings, tmp_path):
    empty = {**surroundings, "DATABASE_URL": f"sqlite:///{tmp_path / 'empty.sqlite3'}"}
    code = "from config.wsgi import application; from config import warming; "

    done = python(empty, "-c", code + "warming.warm_up(application)")

    assert "starts cold" in done.stderr


def test_the_process_that_forks_has_no_connection_and_one_thread(server):
    opened = [os.readlink(each) for each in Path(f"/proc/{server.pid}/fd").iterdir()]

    assert not [name for name in opened if "sqlite3" in name or "archive-" in name]
    assert len([name for name in opened if name.startswith("socket:")]) == 1  # it listens
    text = Path(f"/proc/{server.pid}/status").read_text()
    assert re.search(r"^Threads:\s+(\d+)$", text, re.MULTILINE)[1] == "1"


def test_a_worker_that_dies_is_replaced_at_once(server, surroundings):
    assert wait_for(lambda: len(workers(server)) == 2, seconds=30)
    before = workers(server)
    for worker in before:
        os.kill(worker, signal.SIGKILL)
    began = time.monotonic()

    assert wait_for(lambda: len(workers(server) - before) == 2, seconds=10)
    assert status(surroundings, "/search/?q=schools") == 200

    # Loading the application alone takes longer.
    assert time.monotonic() - began < 3
    assert "Traceback" not in server.log.read_text()
