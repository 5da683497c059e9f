"""All services of the compose file together, also while Elasticsearch is down.

PostgreSQL, Elasticsearch, migrations, gunicorn with several processes and the worker: as compose
starts them, with the variables that compose gives them, on free ports of this machine. The database
is a copy of the template, for which all migrations ran on the same PostgreSQL.
"""

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests import static_files
from tests.config.deployment import (
    Deployment,
    Session,
    environment,
    free_port,
    image,
    wait_for,
)
from tests.elasticsearch_node import skip_or_fail
from tests.elasticsearch_node.node import Node, NodeMissingError
from tests.template_database import PostgreSQLTemplate

pytestmark = pytest.mark.needs("postgresql")

PASSWORD = "a long native sentence"
# What somebody who follows the first lines of the compose file writes into .env.
DOT_ENV = {
    "SECRET_KEY": "stack-" + "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtW",
    "ALLOWED_HOSTS": "localhost",
    "BASE_URL": "https://localhost",
    "EMAIL_URL": "dummy://",
    "DEFAULT_FROM_EMAIL": "newsroom@example.wales",
}
# The query, and the words of the statement that it matches.
SEARCHES = {
    "en": ("/search/?q=kestrels", "kestrel"),
    "cy": ("/cy/chwilio/?q=caerdydd", "Nghaerdydd"),
}
MAKE_DRAFTS = """
from django.contrib.auth import get_user_model
from tests.factories import make_office, make_statement
get_user_model().objects.create_superuser("nia", "nia@example.wales", {password!r})
office = make_office(hostname="localhost")
for title in ("First", "Second", "Third"):
    for language, word in {words!r}.items():
        page = make_statement(office, language=language, title=title, text=word, live=False)
        page.save_revision()
        print("DRAFT", title, language, page.pk)
"""


@dataclass(kw_only=True)
class Stack:
    """Everything that compose starts, and an editor with drafts of three titles to publish."""

    deployment: Deployment
    node: Node
    editor: Session | None = None
    drafts: dict[tuple[str, str], int] = field(default_factory=dict)

    def publish(self, title: str) -> None:
        """Publish both sides of a statement in the admin."""
        numbers = "&".join(f"id={self.drafts[title, language]}" for language in SEARCHES)
        self.editor.confirm(f"/admin/bulk/wagtailcore/page/publish/?next=/admin/&{numbers}")

    def withdraw(self, title: str) -> None:
        """Take both sides of a statement down in the admin."""
        for language in SEARCHES:
            self.editor.confirm(f"/admin/pages/{self.drafts[title, language]}/unpublish/")

    def found(self, title: str, *, engine: str) -> bool:
        """Return whether readers find a statement in both languages, by this engine."""
        return all(self._results(language, engine=engine, title=title) for language in SEARCHES)

    def gone(self, title: str, *, engine: str) -> bool:
        """Return whether this engine answers in both languages without the statement."""
        return not any(self._results(language, engine=engine, title=title) for language in SEARCHES)

    def _results(self, language: str, *, engine: str, title: str) -> bool:
        status, headers, page = self.deployment.get(SEARCHES[language][0])
        assert status == 200, status
        if headers["X-Search-Engine"] != engine:
            raise OSError(f"answered by {headers['X-Search-Engine']}")
        return f">{title}</a>" in page.decode()

    def in_order(self) -> bool:
        """Return whether neither index differs from what is public, as the operator asks."""
        return self.deployment.entrypoint("search_reconcile", "--check").returncode == 0


@pytest.fixture(scope="module")
def node(tmp_path_factory) -> Iterator[Node]:
    """A node of this module's own, which it may kill."""
    own = Node(home=tmp_path_factory.mktemp("node"))
    try:
        own.start()
    except NodeMissingError as error:
        skip_or_fail(error)
    yield own
    own.kill()  # its data is thrown away: there is nothing to end well


@pytest.fixture(scope="module")
def stack(node, postgresql_server, tmp_path_factory) -> Iterator[Stack]:
    """Start the services in compose's order."""
    folder = tmp_path_factory.mktemp("stack")
    database = f"stack_{os.getpid()}"
    PostgreSQLTemplate(postgresql_server).copy_to(database)
    deployment = Deployment(port=free_port(), folder=folder, surroundings={})
    deployment.surroundings |= {
        **environment("web", values=DOT_ENV, folder=folder),
        **image(folder),
        "DATABASE_URL": f"{postgresql_server.rsplit('/', 1)[0]}/{database}",
        "PORT": str(deployment.port),
    }
    if urlsplit(postgresql_server).password:
        del deployment.surroundings["DATABASE_PASSWORD_FILE"]
    address = deployment.surroundings["ELASTICSEARCH_URL"]
    deployment.surroundings["ELASTICSEARCH_URL"] = address.replace(
        "elasticsearch:9200", node.url.removeprefix("http://")
    )
    made = Stack(deployment=deployment, node=node)
    try:
        _start(made)
        yield made
    finally:
        deployment.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _start(stack: Stack) -> None:
    deployment = stack.deployment
    static_files.provide(Path(deployment.surroundings["STATIC_ROOT"]))
    migrated = deployment.entrypoint("migrate")
    assert migrated.returncode == 0, migrated.stderr
    words = {language: word for language, (_, word) in SEARCHES.items()}
    output = deployment.shell(MAKE_DRAFTS.format(password=PASSWORD, words=words))
    for title, language, number in re.findall(r"DRAFT (\w+) (\w+) (\d+)", output):
        stack.drafts[title, language] = int(number)
    deployment.start("web")
    deployment.start("worker")
    assert wait_for(lambda: deployment.get("/readyz")[0] == 200, seconds=60), deployment.log("web")
    stack.editor = deployment.log_in(username="nia", password=PASSWORD)


def test_what_is_published_is_found_at_once_and_what_is_withdrawn_is_gone(stack):
    assert wait_for(lambda: stack.gone("First", engine="elasticsearch"), seconds=60)

    stack.publish("First")
    assert wait_for(lambda: stack.found("First", engine="elasticsearch"), seconds=10)

    stack.withdraw("First")
    assert wait_for(lambda: stack.gone("First", engine="elasticsearch"), seconds=10)


def test_without_elasticsearch_everything_goes_on_and_nothing_differs_afterwards(stack):
    stack.publish("Second")
    assert wait_for(lambda: stack.found("Second", engine="elasticsearch"), seconds=60)

    stack.node.kill()
    stack.publish("Third")
    stack.withdraw("Second")
    assert wait_for(lambda: stack.found("Third", engine="embedded"), seconds=20)
    assert stack.gone("Second", engine="embedded")

    stack.node.start()
    assert wait_for(lambda: stack.found("Third", engine="elasticsearch"), seconds=60)
    assert stack.gone("Second", engine="elasticsearch")
    assert wait_for(stack.in_order, seconds=90, pause=5), stack.deployment.log("worker")
