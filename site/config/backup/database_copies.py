"""Dumping and restoring the whole database, on SQLite and PostgreSQL."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

PROGRAMS = {"dump": "pg_dump", "load": "pg_restore"}


class CopyError(RuntimeError):
    """The database could not be copied; the message has the error of the program."""


def dump_database(target: Path) -> None:
    """Write a consistent copy of the database; concurrent writes are allowed."""
    if connection.vendor == "sqlite":
        _copy_sqlite(_sqlite_file(), target)
    else:
        options = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
        _run(PROGRAMS["dump"], options)


def restore_database(source: Path) -> None:
    """Replace the database by the copy; on PostgreSQL in one transaction."""
    connection.close()
    if connection.vendor == "sqlite":
        _copy_sqlite(source, _sqlite_file())
    else:
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--exit-on-error"]
        name = connection.settings_dict["NAME"]
        _run(PROGRAMS["load"], [*options, "--single-transaction", f"--dbname={name}", str(source)])


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy through SQLite's backup API, which includes the write-ahead log."""
    try:
        with (
            closing(sqlite3.connect(source, timeout=30)) as old,
            closing(sqlite3.connect(target, timeout=30)) as new,
        ):
            if old.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise CopyError(f"The database {source.name} is damaged.")
            old.backup(new)
    except sqlite3.Error as error:
        raise CopyError(f"SQLite says: {error}") from error


def _run(program: str, options: list[str]) -> None:
    """Run a program of PostgreSQL's; the password is passed in the environment."""
    path = shutil.which(program)
    if path is None:
        raise CopyError(f"{program} is not installed here: install PostgreSQL's client programs.")
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    given = {name: str(settings[key]) for name, key in names.items() if settings.get(key)}
    given["PGDATABASE"] = str(settings["NAME"])
    if mode := settings.get("OPTIONS", {}).get("sslmode"):
        given["PGSSLMODE"] = str(mode)
    result = subprocess.run(  # noqa: S603  (a program of PostgreSQL's, no shell)
        [path, *options], env={**os.environ, **given}, capture_output=True, text=True, check=False
    )
    if result.returncode != 0:
        raise CopyError(f"{program} says: {result.stderr.strip()}")
