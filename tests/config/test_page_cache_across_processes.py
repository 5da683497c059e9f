"""Readers get new words from the moment at which the editor has an answer, or a second later.

A process that stores nothing says what is right. Readers ask other processes, or nginx in front of
one, while the editor acts. Each of their answers is the one from before or after the action: the
latter if it was asked for after the action, and behind nginx more than a second after it. During an
action of several transactions an answer may also be one from between them.
"""

import contextlib
import itertools
import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.config import nginx
from tests.config.deployment import wait_for
from tests.config.nginx import Proxy
from tests.config.test_page_cache_property import HOSTS, links
from tests.property_tests import examples
from tests.servers import REPOSITORY, Answer, ask, gunicorn, host_environment
from tests.template_database import PostgreSQLTemplate, SQLiteTemplate

STEPS = examples(8)
NGINX_STEPS = examples(6)
NGINX_SECONDS = 1.0  # for which nginx may answer with old words
ENTRIES = ["/", "/cy/", "/news/", "/cy/newyddion/", "/sitemap.xml", "/sitemap-en-1.xml"]
ENTRIES += ["/news/rss.xml", "/cy/newyddion/atom.xml", "/office.css", "/old-1/", "/embed/"]
ENTRIES += ["/embed/statements/", "/cy/mewnosod/datganiadau/"]
# nginx stores these too, the processes behind it do not.
API_ENTRIES = ["/api/v1/statements/", "/api/v1/statements/?language=cy", "/api/v1/sites/"]
# The proxy of an installation with HTTPS says so; without TRUSTED_PROXIES it is not believed.
PROXY_HEADERS = {"X-Forwarded-Proto": "https"}
SECRET = b"Secret"  # the title of every draft that is not published

Address = tuple[str, str]  # host and path
Right = tuple[int, bytes, str]  # status, body and destination of an answer


@dataclass(kw_only=True)
class Installation:
    """What readers ask, a server that stores nothing, and an editor, on one database.

    `readers_ask` has a function of host and path for each way of asking. `seconds` is how long
    after an action an answer may be old.
    """

    readers_ask: tuple[Callable[[str, str], Answer], ...]
    rendered: int
    editor: subprocess.Popen[str]
    known: dict[str, set[str]]
    seconds: float = 0.0
    has_oembed: bool = False  # whether readers also ask for cards of statements
    pause: float = 0.0  # seconds between two requests of a reader

    def edit(self) -> dict:
        """Let the editor act; return what was done."""
        self.editor.stdin.write("\n")
        self.editor.stdin.flush()
        return self.report()

    def report(self) -> dict:
        """Return the next report of the editor."""
        for line in self.editor.stdout:
            if line.startswith("EDITED "):
                return json.loads(line.removeprefix("EDITED "))
        raise AssertionError("the editor has ended")

    def right(self, host: str, address: str) -> Right:
        """Return what is rendered now."""
        answer = ask(self.rendered, address, Host=host, **PROXY_HEADERS)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            self.known[host] |= links(answer.body.decode())
        return compared(answer)


@contextlib.contextmanager
def editing(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """Run an editor until the end of the context."""
    editor = subprocess.Popen(
        [sys.executable, "-m", "tests.config.page_cache_editor", "7"],
        env=environment,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield editor
    finally:
        editor.kill()
        editor.communicate()


@contextlib.contextmanager
def purging(environment: dict[str, str]) -> Iterator[None]:
    """Run the worker's job that purges nginx until the end of the context.

    The rest of the worker would change pages, too: the editor makes the pictures itself.
    """
    process = subprocess.Popen(
        [sys.executable, "manage.py", "purge_proxy"],
        env=environment,
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def postgresql_copy(server: str) -> str:
    """Return the address of a fresh database on the server."""
    name = f"pages_{os.getpid()}"
    PostgreSQLTemplate(server).copy_to(name)
    return f"{server.rsplit('/', 1)[0]}/{name}"


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def two_processes(request, tmp_path: Path) -> Iterator[Installation]:
    """Two servers that store responses, on a fresh database."""
    if request.param == "postgresql":
        url = postgresql_copy(request.getfixturevalue("postgresql_server"))
    else:
        SQLiteTemplate().copy_to(str(tmp_path / "lectern.sqlite3"))
        url = f"sqlite:///{tmp_path / 'lectern.sqlite3'}"
    environment = host_environment(tmp_path, database_url=url, WEB_CONCURRENCY="1")
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, tmp_path, ignore_errors=True)
        editor = stack.enter_context(editing(environment))
        ports = [stack.enter_context(gunicorn(environment)) for _ in range(2)]
        yield Installation(
            readers_ask=tuple(partial(ask_process, port) for port in ports),
            rendered=stack.enter_context(gunicorn(environment, PAGE_CACHE_MB="0")),
            editor=editor,
            known={host: set(ENTRIES) for host in HOSTS},
        )


@pytest.fixture
def behind_nginx(postgresql_server, tmp_path: Path) -> Iterator[Installation]:
    """nginx in front of a server that stores responses, on a fresh database."""
    environment = host_environment(
        tmp_path,
        database_url=postgresql_copy(postgresql_server),
        WEB_CONCURRENCY="1",
        PROXY_PURGE="true",
        TRUSTED_PROXIES="1",
        API_REQUESTS_PER_MINUTE="100000",
    )
    data = Path(environment["LECTERN_DATA_DIR"])
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, tmp_path, ignore_errors=True)
        editor = stack.enter_context(editing(environment))
        stack.enter_context(purging(environment))
        application = f"127.0.0.1:{stack.enter_context(gunicorn(environment))}"
        rendered = stack.enter_context(gunicorn(environment, PAGE_CACHE_MB="0"))
        proxy = stack.enter_context(
            nginx.running(tmp_path / "nginx", application=application, data=data)
        )
        assert wait_for((data / "proxy" / "hosts" / HOSTS[1]).exists, seconds=60)
        yield Installation(
            readers_ask=(partial(ask_nginx, proxy),),
            rendered=rendered,
            editor=editor,
            known={host: {*ENTRIES, *API_ENTRIES} for host in HOSTS},
            seconds=NGINX_SECONDS,
            has_oembed=True,
            pause=0.02,
        )


def ask_process(port: int, host: str, address: str) -> Answer:
    """Ask a server as its proxy would."""
    return ask(port, address, Host=host, **PROXY_HEADERS)


def ask_nginx(proxy: Proxy, host: str, address: str) -> Answer:
    """Ask nginx as a reader does."""
    sent_at = time.monotonic()
    answer = proxy.get(address, Host=host)
    return Answer(status=answer.status, headers=answer.headers, body=answer.body, sent_at=sent_at)


def compared(answer: Answer) -> Right:
    """Return what must be right in an answer."""
    return answer.status, answer.body, answer.headers.get("location", "")


@pytest.mark.property
def test_no_process_answers_with_old_words(two_processes):
    check_answers(two_processes, steps=STEPS)


@pytest.mark.property
@pytest.mark.needs("postgresql")
@pytest.mark.needs("nginx")
def test_nginx_answers_with_old_words_for_less_than_a_second(behind_nginx):
    check_answers(behind_nginx, steps=NGINX_STEPS)


def check_answers(installation: Installation, *, steps: int) -> None:
    """Let the editor act while readers ask, and fail where one of them gets a wrong answer."""
    dice = random.Random(7)
    report = installation.report()
    for _step in range(steps):
        asked = chosen(installation, report, dice=dice)
        before = {each: installation.right(*each) for each in asked}
        with readers(installation, asked) as answers:
            time.sleep(0.2)
            report = installation.edit()
            limit = time.monotonic() + installation.seconds
            assert wait_for(lambda: count_after(limit, answers) > 2 * len(asked), seconds=60)  # noqa: B023  (called at once)
        after = {each: installation.right(*each) for each in asked}
        for each, answer in answers:
            found = compared(answer)
            late = answer.sent_at > limit
            is_between = not late and (found == before[each] or not report["is_atomic"])
            assert found == after[each] or is_between, (each, report, late)
            assert SECRET not in answer.body, (each, report)
            assert "set-cookie" not in answer.headers, (each, report)


def count_after(moment: float, answers: list[tuple[Address, Answer]]) -> int:
    """Return how many answers were asked for after a moment."""
    return sum(answer.sent_at > moment for _each, answer in answers[:])


def chosen(installation: Installation, report: dict, *, dice) -> list[Address]:
    """Return the addresses that readers ask in this step."""
    asked = [
        (host, address)
        for host in HOSTS
        for address in dice.sample(
            sorted(installation.known[host]), min(4, len(installation.known[host]))
        )
    ]
    if report["focus"]:
        root_url, path = report["focus"]
        host = root_url.partition("//")[2].partition(":")[0]
        asked.append((host, path))
        if installation.has_oembed:
            asked.append((host, f"/oembed?url={quote(root_url + path)}"))
    return asked


@contextlib.contextmanager
def readers(
    installation: Installation, asked: list[Address]
) -> Iterator[list[tuple[Address, Answer]]]:
    """Let three readers ask in turn during the context; yield their answers."""
    answers: list[tuple[Address, Answer]] = []
    stopping = threading.Event()

    def read(start: int) -> None:
        turns = itertools.cycle(itertools.product(asked, installation.readers_ask))
        for (host, address), ask_for in itertools.islice(turns, start, None):
            if stopping.wait(installation.pause):
                return
            answers.append(((host, address), ask_for(host, address)))

    threads = [threading.Thread(target=read, args=(3 * number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
