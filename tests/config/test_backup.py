"""Backup and restore of an installation, on SQLite and on PostgreSQL."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from tests.template_database import PostgreSQLTemplate, SQLiteTemplate

REPOSITORY = Path(__file__).resolve().parents[2]
FILL = """
from tests.factories import make_image, make_office, make_statement
office = make_office()
make_statement(office, title="Kept in the backup")
print("PICTURE", make_image().file.name)
"""
TITLES = (
    "SELECT title FROM wagtailcore_page page"
    " JOIN newsroom_articlepage ON page_ptr_id = page.id ORDER BY page.path"
)


@dataclass(frozen=True, kw_only=True)
class Installation:
    """An installation with its own data folder and database."""

    folder: Path
    database: str

    def manage(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run a command of Lectern's in it."""
        surroundings = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.development",
            "LECTERN_ENV_FILE": os.devnull,
            "LECTERN_DATA_DIR": str(self.folder),
            "DATABASE_URL": self.database,
        }
        return subprocess.run(
            [sys.executable, str(REPOSITORY / "manage.py"), *arguments],
            env=surroundings,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=300,
        )

    def titles(self) -> set[str]:
        """Return the titles of all statements."""
        address = urllib.parse.urlsplit(self.database)
        opened = (
            sqlite3.connect(address.path)
            if address.scheme == "sqlite"
            else psycopg.connect(self.database)
        )
        with contextlib.closing(opened) as connection:
            return {title for (title,) in connection.execute(TITLES).fetchall()}

    def succeed(self, *arguments: str) -> str:
        """Run a command that must succeed; return what it printed."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgresql"))]
)
def install(request, tmp_path) -> Callable[..., Installation]:
    """A function that creates an installation with a migrated or an empty database of an engine."""
    server = request.getfixturevalue("postgresql_server") if request.param != "sqlite" else ""

    def new(name: str, *, migrated: bool) -> Installation:
        folder = tmp_path / name
        folder.mkdir()
        if not server:
            path = f"{folder}/lectern.sqlite3"
            if migrated:
                SQLiteTemplate().copy_to(path)
            return Installation(folder=folder, database=f"sqlite:///{path}")
        if migrated:
            PostgreSQLTemplate(server).copy_to(name)
        else:
            with psycopg.connect(server, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
                connection.execute(f'CREATE DATABASE "{name}"')
        parts = urllib.parse.urlsplit(server)
        return Installation(folder=folder, database=parts._replace(path=f"/{name}").geturl())

    return new


def test_everything_is_restored(install, tmp_path, require):
    old, new = install("lectern_old", migrated=True), install("lectern_new", migrated=False)
    if old.database.startswith("postgres") and not shutil.which("pg_dump"):
        require("pg_dump", reason="pg_dump is not installed (apt install postgresql-client)")
    file = tmp_path / "backup.tar.gz"
    picture = old.succeed("shell", "--no-imports", "-c", FILL).split("PICTURE ")[1].strip()
    assert "the database and 1 file of uploads" in old.succeed("backup", str(file))
    again = old.manage("backup", str(file))
    assert (again.returncode, "there already" in again.stderr) == (2, True)

    assert "Restored" in new.succeed("restore", str(file))

    new.succeed("prepare")
    assert new.titles() == {"Kept in the backup"}
    assert (new.folder / "media" / picture).read_bytes() == (
        old.folder / "media" / picture
    ).read_bytes()

    refused = new.manage("restore", str(file))
    assert (refused.returncode, "not empty" in refused.stderr) == (2, True)
    (new.folder / "media" / "stray.txt").write_text("of the time since")
    assert "Restored" in new.succeed("restore", "--force", str(file))
    assert new.titles() == {"Kept in the backup"}
    assert not (new.folder / "media" / "stray.txt").exists()

    file.write_bytes(file.read_bytes()[:-100])
    damaged = new.manage("restore", "--force", str(file))
    assert (damaged.returncode, "Nothing was restored" in damaged.stderr) == (2, True)
    assert new.titles() == {"Kept in the backup"}


def test_a_missing_file_or_folder_is_named(tmp_path):
    empty = Installation(folder=tmp_path, database=f"sqlite:///{tmp_path}/lectern.sqlite3")

    restored = empty.manage("restore", str(tmp_path / "nothing.tar.gz"))
    backed_up = empty.manage("backup", str(tmp_path / "nowhere" / "lectern.tar.gz"))

    for done in (restored, backed_up):
        assert done.returncode == 2
        assert "No such file" in done.stderr
        assert "Traceback" not in done.stderr
