"""The template database: migrated once, then copied wherever a test needs a migrated database.

    python -m tests.template_database    build it for DATABASE_URL, unless it exists

On SQLite the template is a file in ~/.cache/lectern, which later runs use again. On PostgreSQL it
is a database of the server that the tests use, copied by `CREATE DATABASE … TEMPLATE …`. Its name
contains a hash of everything that its content depends on (`cache_key`), so a changed migration,
model, setting or package leads to another template.
"""

import contextlib
import fcntl
import functools
import hashlib
import importlib.metadata
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection

from tests import postgresql

REPOSITORY = Path(__file__).resolve().parent.parent
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
FOLDER = Path(os.environ.get("TEST_TEMPLATE_FOLDER") or CACHE / "lectern" / "template-databases")
PREFIX = "lectern_template_"
# Files of other keys that stay in the cache: other branches and worktrees may use them.
FILES_TO_KEEP = 8


@functools.cache
def cache_key() -> str:
    """Return a hash of everything that the content of a migrated database depends on.

    These are the migrations, the models (post_migrate makes their permissions and content types),
    the settings, and the versions of Python, of all packages and of SQLite.
    """
    digest = hashlib.sha256()
    for version in (sqlite3.sqlite_version, *package_versions()):
        digest.update(f"{version}\n".encode())
    for path in _source_files():
        digest.update(path.relative_to(REPOSITORY).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def package_versions() -> list[str]:
    """Return the versions of Python and of all installed packages."""
    packages = sorted(f"{each.name}=={each.version}" for each in importlib.metadata.distributions())
    return [sys.version, *packages]


def _source_files() -> list[Path]:
    """Return the files of this repository that decide what a migrated database contains."""
    names = {parent.__module__ for model in apps.get_models() for parent in model.__mro__}
    files = {getattr(sys.modules[name], "__file__", None) for name in names}
    paths = {Path(file).resolve() for file in files if file}
    for app in apps.get_app_configs():
        paths |= {path.resolve() for path in Path(app.path).glob("migrations/*.py")}
    paths |= set((REPOSITORY / "site" / "config" / "settings").glob("*.py"))
    # Installed packages are covered by their versions.
    return sorted(
        path
        for path in paths
        if path.is_relative_to(REPOSITORY) and "site-packages" not in path.parts
    )


class SQLiteTemplate:
    """A template that is a file; its copies are named by their paths."""

    url = "sqlite://"

    @property
    def path(self) -> Path:
        """Return where the file is."""
        return FOLDER / f"{cache_key()}.sqlite3"

    def exists(self) -> bool:
        """Return whether the file is in the cache."""
        return self.path.exists()

    def build(self) -> None:
        """Migrate a new file and move it to its place when it is complete."""
        with tempfile.TemporaryDirectory(prefix=".draft-", dir=FOLDER) as folder:
            draft = Path(folder) / "draft.sqlite3"
            _migrate(str(draft))
            with contextlib.closing(sqlite3.connect(draft)) as opened:
                # Without a write-ahead log beside it, one file is the whole database.
                opened.execute("PRAGMA journal_mode=DELETE")
            draft.replace(self.path)
        by_age = sorted(FOLDER.glob("*.sqlite3"), key=lambda path: path.stat().st_mtime)
        for path in by_age[:-FILES_TO_KEEP]:
            path.unlink(missing_ok=True)

    def copy_to(self, name: str) -> None:
        """Make a database of this path; one that is there already is replaced."""
        prepare(self)
        self.path.touch()
        self.drop(name)
        shutil.copyfile(self.path, name)

    def restore(self, name: str) -> None:
        """Give the database that this process uses the content of the template again."""
        connection.ensure_connection()
        # Other threads keep their connections; for them this is one more transaction.
        with contextlib.closing(sqlite3.connect(self.path)) as template:
            template.backup(connection.connection)

    def drop(self, name: str) -> None:
        """Remove a copy."""
        for ending in ("", "-wal", "-shm"):
            Path(f"{name}{ending}").unlink(missing_ok=True)


class PostgreSQLTemplate:
    """A template on one server, which `url` names together with any of its databases."""

    def __init__(self, url: str) -> None:
        self.url = url

    @property
    def name(self) -> str:
        """Return the name of the template on the server."""
        return PREFIX + cache_key()

    def exists(self) -> bool:
        """Return whether the server has the template."""
        with psycopg.connect(self.url, autocommit=True) as server:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            return server.execute(query, [self.name]).fetchone() is not None

    def build(self) -> None:
        """Migrate a new database and give it the template's name when it is complete."""
        draft = f"{PREFIX}draft"
        with psycopg.connect(self.url, autocommit=True) as server:
            query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            for (name,) in server.execute(query, [PREFIX]).fetchall():
                server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            _migrate(draft)
            server.execute(f'ALTER DATABASE "{draft}" RENAME TO "{self.name}"')

    def copy_to(self, name: str) -> None:
        """Make a database of this name; one that is there already is replaced."""
        prepare(self)
        # The server refuses to copy a database that another process is copying.
        with _lock(), psycopg.connect(self.url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')

    def copy_to_server(self, url: str) -> None:
        """Give another server, named like this one, the same template."""
        prepare(self)
        folder = postgresql.programs()
        assert folder is not None
        with psycopg.connect(url, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{self.name}"')
        source, target = (f"{each.rsplit('/', 1)[0]}/{self.name}" for each in (self.url, url))
        dumped = subprocess.run(
            [folder / "pg_dump", "--no-owner", source], check=True, capture_output=True
        )
        subprocess.run(
            [folder / "psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", target],
            input=dumped.stdout,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def restore(self, name: str) -> None:
        """Give the database that this process uses the content of the template again."""
        connection.close()
        self.copy_to(name)

    def drop(self, name: str) -> None:
        """Remove a copy."""
        with psycopg.connect(self.url, autocommit=True) as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


Template = SQLiteTemplate | PostgreSQLTemplate


def template() -> Template:
    """Return the template for the database of DATABASE_URL."""
    if connection.vendor == "sqlite":
        return SQLiteTemplate()
    return PostgreSQLTemplate(os.environ["DATABASE_URL"])


def prepare(wanted: Template) -> None:
    """Build a template that is missing, in a process of its own."""
    if wanted.exists():
        return
    subprocess.run(
        [sys.executable, "-m", "tests.template_database"],
        env={
            **os.environ,
            "DATABASE_URL": wanted.url,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        },
        cwd=REPOSITORY,
        check=True,
    )


@contextlib.contextmanager
def connected_copy(source: Template) -> Iterator[None]:
    """Connect this process to a copy of the template, named as Django names test databases."""
    name, original = connection.creation._get_test_db_name(), connection.settings_dict["NAME"]
    source.copy_to(name)
    try:
        _connect_to(name)
        yield
    finally:
        _connect_to(original)
        source.drop(name)


def _connect_to(name: str) -> None:
    """Let connections that are opened from now on use the database of this name."""
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = name
    connection.settings_dict["NAME"] = name


@contextlib.contextmanager
def _lock() -> Iterator[None]:
    """Exclude all other processes of this user that build or copy a template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate(name: str) -> None:
    """Create a database of this name with all migrations applied."""
    connection.settings_dict["TEST"]["NAME"] = name
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()


def main() -> None:
    """Build the template for the database of DATABASE_URL, unless it exists."""
    import django

    django.setup()
    with _lock():
        wanted = template()
        if not wanted.exists():
            wanted.build()


if __name__ == "__main__":
    main()
