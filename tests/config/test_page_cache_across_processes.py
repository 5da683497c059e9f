"""Two processes answer with new words from the moment at which the editor has an answer.

A third process, which stores nothing, says what is right. Readers ask the two while the editor
acts. Each of their answers is the one from before or after the action, and after it the latter.
During an action of several transactions an answer may also be one from between them.
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
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.config.deployment import wait_for
from tests.config.test_page_cache_property import HOSTS, links
from tests.property_tests import examples
from tests.servers import REPOSITORY, Answer, ask, gunicorn, host_environment
from tests.template_database import PostgreSQLTemplate, SQLiteTemplate

STEPS = examples(8)
ENTRIES = ["/", "/cy/", "/news/", "/cy/newyddion/", "/sitemap.xml", "/sitemap-en-1.xml"]
ENTRIES += ["/news/rss.xml", "/cy/newyddion/atom.xml", "/office.css", "/old-1/", "/embed/"]
ENTRIES += ["/embed/statements/", "/cy/mewnosod/datganiadau/"]


@dataclass
class Installation:
    """Two servers that store responses, one that does not, and an editor, on one database."""

    stored: tuple[int, ...]
    rendered: int
    editor: subprocess.Popen[str]
    known: dict[str, set[str]] = field(default_factory=dict)

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

    def right(self, host: str, address: str) -> tuple[int, bytes]:
        """Return what is rendered now."""
        answer = ask(self.rendered, address, Host=host)
        if answer.status == 200 and answer.headers["content-type"].startswith("text/html"):
            self.known[host] |= links(answer.body.decode())
        return answer.status, answer.body


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def installation(request, tmp_path: Path) -> Iterator[Installation]:
    """Servers and editor on a fresh database."""
    if request.param == "postgresql":
        server, name = request.getfixturevalue("postgresql_server"), f"pages_{os.getpid()}"
        PostgreSQLTemplate(server).copy_to(name)
        url = f"{server.rsplit('/', 1)[0]}/{name}"
    else:
        SQLiteTemplate().copy_to(str(tmp_path / "lectern.sqlite3"))
        url = f"sqlite:///{tmp_path / 'lectern.sqlite3'}"
    environment = host_environment(tmp_path, database_url=url, WEB_CONCURRENCY="1")
    editor = subprocess.Popen(
        [sys.executable, "-m", "tests.config.page_cache_editor", "7"],
        env=environment,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, tmp_path, ignore_errors=True)
        stack.callback(editor.kill)
        stored = tuple(stack.enter_context(gunicorn(environment)) for _ in range(2))
        rendered = stack.enter_context(gunicorn(environment, PAGE_CACHE_MB="0"))
        yield Installation(
            stored=stored,
            rendered=rendered,
            editor=editor,
            known={host: set(ENTRIES) for host in HOSTS},
        )


@pytest.mark.property
def test_no_process_answers_with_old_words(installation):
    dice = random.Random(7)
    report = installation.report()
    for _step in range(STEPS):
        asked = chosen(installation, report, dice=dice)
        before = {each: installation.right(*each) for each in asked}
        with readers(installation, asked) as answers:
            time.sleep(0.2)
            report = installation.edit()
            done_at = time.monotonic()
            assert wait_for(lambda: count_after(done_at, answers) > 2 * len(asked), seconds=60)  # noqa: B023  (called at once)
        after = {each: installation.right(*each) for each in asked}
        for each, answer in answers:
            found = (answer.status, answer.body)
            late = answer.sent_at > done_at
            is_between = not late and (found == before[each] or not report["is_atomic"])
            assert found == after[each] or is_between, (
                each,
                report,
                late,
            )


def count_after(moment: float, answers: list[tuple[tuple[str, str], Answer]]) -> int:
    """Return how many answers were asked for after a moment."""
    return sum(answer.sent_at > moment for _each, answer in answers[:])


def chosen(installation: Installation, report: dict, *, dice) -> list[tuple[str, str]]:
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
        asked.append((root_url.partition("//")[2].partition(":")[0], path))
    return asked


@contextlib.contextmanager
def readers(
    installation: Installation, asked: list[tuple[str, str]]
) -> Iterator[list[tuple[tuple[str, str], Answer]]]:
    """Let three readers ask both servers in turn during the context; yield their answers."""
    answers: list[tuple[tuple[str, str], Answer]] = []
    stopping = threading.Event()

    def read(start: int) -> None:
        turns = itertools.cycle(itertools.product(asked, installation.stored))
        for (host, address), port in itertools.islice(turns, start, None):
            if stopping.is_set():
                return
            answers.append(((host, address), ask(port, address, Host=host)))

    threads = [threading.Thread(target=read, args=(3 * number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
