"""Rate limits hold across processes and hosts.

Two gunicorns, as on two hosts, with two processes each; they share the database and nothing else.
"""

import contextlib
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests import machine
from tests.config.deployment import free_port
from tests.template_database import PostgreSQLTemplate, SQLiteTemplate

REPOSITORY = Path(__file__).resolve().parents[4]
ALLOWED = 30
KEYED = 12
MAKE = f"""
from django.utils import timezone
from newsroom.models import PartnerKey
from tests.factories import make_office, make_statement
office = make_office(hostname="localhost")
make_statement(office, title="Read by everyone")
day = timezone.timedelta(days=1)
for name, fields in {{
    "good": {{"limit_per_minute": {KEYED}}},
    "revoked": {{"revoked_at": timezone.now()}},
    "expired": {{"expires_at": timezone.now() - day}},
}}.items():
    key = PartnerKey(site=office.site, name=name, **fields)
    token = key.assign_token()
    key.save()
    print("KEY", name, token)
"""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """The response to one request."""

    status: int
    headers: dict[str, str]

    @property
    def remaining(self) -> int:
        return int(re.search(r"r=(\d+)", self.headers["ratelimit"])[1])


@dataclass(frozen=True, kw_only=True)
class Hosts:
    """Several gunicorns on one database."""

    ports: tuple[int, ...]
    keys: dict[str, str]

    def ask(self, number: int, *, path: str = "/api/v1/sites/", **headers: str) -> Reply:
        """Send a request to the hosts in turn, each on a new connection."""
        port = self.ports[number % len(self.ports)]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": "localhost", **headers})
            answer = connection.getresponse()
            answer.read()
            lowered = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(status=answer.status, headers=lowered)
        finally:
            connection.close()

    def ask_at_once(self, count: int, **headers: str) -> list[Reply]:
        """Send requests from many threads at the same time."""
        with ThreadPoolExecutor(12) as pool:
            return list(pool.map(lambda number: self.ask(number, **headers), range(count)))


@pytest.fixture(scope="module")
def all_hosts(request, tmp_path_factory) -> Iterator[dict[str, Hosts]]:
    """Two hosts with two processes each on SQLite, and two on PostgreSQL where that is installed.

    All of them run at once, so that their minutes pass together.
    """
    folder = tmp_path_factory.mktemp("hosts")
    SQLiteTemplate().copy_to(str(folder / "lectern.sqlite3"))
    urls = {"sqlite": f"sqlite:///{folder / 'lectern.sqlite3'}"}
    if not machine.why_missing("postgresql"):
        server, name = request.getfixturevalue("postgresql_server"), f"limits_{os.getpid()}"
        PostgreSQLTemplate(server).copy_to(name)
        urls["postgresql"] = f"{server.rsplit('/', 1)[0]}/{name}"
    with contextlib.ExitStack() as stack:
        yield {
            database: stack.enter_context(_hosts(folder / database, url=url))
            for database, url in urls.items()
        }
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def hosts(request, all_hosts) -> Hosts:
    """Two hosts with two processes each on one database."""
    return all_hosts[request.param]


@contextlib.contextmanager
def _hosts(folder: Path, *, url: str) -> Iterator[Hosts]:
    environment = {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "LECTERN_ENV_FILE": str(folder / "no.env"),
        "LECTERN_DATA_DIR": str(folder / "data"),
        "SECRET_KEY": "limits-" + "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtW",
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": "http://localhost",
        "EMAIL_URL": "dummy://",
        "DATABASE_URL": url,
        "HTTPS_REDIRECT": "false",
        "API_REQUESTS_PER_MINUTE": str(ALLOWED),
        "WEB_CONCURRENCY": "2",
        "HOST": "127.0.0.1",
    }
    (folder / "data" / "static").mkdir(parents=True)
    made = subprocess.run(
        [
            *(sys.executable, str(REPOSITORY / "manage.py")),
            *("shell", "--no-imports", "--command", MAKE),
        ],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    keys = dict(re.findall(r"^KEY (\w+) (\S+)$", made.stdout, re.MULTILINE))
    with contextlib.ExitStack() as stack:
        ports = tuple(stack.enter_context(_gunicorn(environment)) for _ in range(2))
        yield Hosts(ports=ports, keys=keys)


@contextlib.contextmanager
def _gunicorn(environment: dict[str, str]) -> Iterator[int]:
    port = free_port()
    configuration = f"file:{REPOSITORY / 'docker' / 'gunicorn.conf.py'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", configuration],
        env={**environment, "PORT": str(port)},
        start_new_session=True,
    )
    try:
        for _attempt in range(120):
            with contextlib.suppress(OSError):
                if Hosts(ports=(port,), keys={}).ask(0, path="/readyz").status == 200:
                    break
            time.sleep(0.5)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)


def wait_for_a_full_minute(*, left: int = 25) -> None:
    """Wait for the next minute if fewer than so many seconds are left of this one."""
    remaining = 60 - time.time() % 60
    if remaining < left:
        time.sleep(remaining + 0.2)


def test_a_limit_is_neither_exceeded_nor_withheld(hosts):
    wait_for_a_full_minute()
    minute = time.time() // 60
    replies = hosts.ask_at_once(ALLOWED + 15)
    # A partner key has its own limit on every host.
    keyed = hosts.ask_at_once(KEYED + 6, Authorization=f"Bearer {hosts.keys['good']}")
    # A header that any client can send has no effect.
    forged = {"X-Forwarded-For": "203.0.113.7", "Forwarded": "for=203.0.113.7"}
    disguised = [hosts.ask(number, **forged) for number in range(4)]
    assert time.time() // 60 == minute, "this machine is too slow: two minutes were asked in"
    assert Counter(reply.status for reply in replies) == {200: ALLOWED, 429: 15}
    assert sorted(reply.remaining for reply in replies if reply.status == 200) == [*range(ALLOWED)]
    for refused in (reply for reply in replies if reply.status == 429):
        assert refused.remaining == 0
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["content-type"] == "application/problem+json"
    assert {reply.status for reply in disguised} == {429}
    assert Counter(reply.status for reply in keyed) == {200: KEYED, 429: 6}
    assert {reply.headers["ratelimit-policy"] for reply in keyed} == {f'"partner";q={KEYED};w=60'}


# Runs after the test above, which uses up the limit.
def test_after_the_announced_time_the_whole_limit_is_available(hosts):
    first = hosts.ask(0)
    if first.status == 429:
        time.sleep(int(first.headers["retry-after"]) + 0.2)
        first = hosts.ask(0)
    assert [first.remaining, hosts.ask(1).remaining] == [ALLOWED - 1, ALLOWED - 2]
    for token in (hosts.keys["revoked"], hosts.keys["expired"], "lectern_invented"):
        refusals = [hosts.ask(number, Authorization=f"Bearer {token}") for number in range(4)]
        assert {reply.status for reply in refusals} == {401}
        assert all(reply.headers["www-authenticate"].startswith("Bearer") for reply in refusals)
