"""Installations of Lectern in a scratch folder, one for each number of statements."""

import json
import shutil
from pathlib import Path

from tests.benchmarks.process_measures import manage, our_shell
from tests.benchmarks.servers import environment

OFFICES_FOLDER = "offices"


def make_installation(
    folder: Path,
    *,
    sizes: list[int],
    offices: int = 0,
    statements_per_office: int = 0,
    searched: int = 0,
    migrated: Path | None = None,
    static: Path | None = None,
) -> None:
    """Create an installation of each size below `folder`, and one with many offices if any.

    The search index is built for those of up to `searched` statements. `migrated` is an empty
    database with all migrations applied, which saves applying them, and `static` a folder with
    the collected static files.
    """
    first = folder / "filling"
    _prepare(first, migrated=migrated, static=static)
    own = _environment(first, name="filling.sqlite3", workers=1)
    if migrated is None:
        manage(own, "migrate", "--verbosity", "0")
    if static is None:
        manage(own, "collectstatic", "--no-input", "--verbosity", "0")
    empty = folder / "empty.sqlite3"
    shutil.copy(first / "filling.sqlite3", empty)
    our_shell(own, f"site.fill({sizes}, folder={str(first)!r})")
    for size in sizes:
        target = folder / str(size)
        _link(target, source=first, database=first / f"lectern-{size}.sqlite3")
        if size <= searched:
            manage(surroundings(folder, size=size), "search_rebuild", "--verbosity", "0")
    if offices:
        filling = folder / "filling-offices"
        filling.mkdir()
        (filling / "static").symlink_to(first / "static", target_is_directory=True)
        shutil.copy(empty, filling / "filling.sqlite3")
        own = _environment(filling, name="filling.sqlite3", workers=1)
        our_shell(
            own,
            f"site.fill_offices({offices}, statements={statements_per_office}, "
            f"folder={str(first)!r})",
        )
        _link(
            folder / OFFICES_FOLDER,
            source=filling,
            database=first / "lectern-offices.sqlite3",
        )


def surroundings(
    folder: Path, *, size: int | str, workers: int = 1, **changes: str
) -> dict[str, str]:
    """Return the environment of the installation of this size; changes are further settings."""
    return _environment(folder / str(size), name="bench.sqlite3", workers=workers, **changes)


def about(folder: Path) -> dict[str, object]:
    """Return what the filled installation says of itself."""
    return json.loads((folder / "filling" / "lectern.json").read_text())


def migrate(folder: Path) -> None:
    """Apply new migrations to all installations that are kept in `folder`."""
    for database in folder.glob("*/bench.sqlite3"):
        manage(surroundings(folder, size=database.parent.name), "migrate", "--verbosity", "0")


def remove_copy(folder: Path, *, name: str) -> None:
    """Remove a copy of an installation."""
    shutil.rmtree(folder / name)


def copy_installation(folder: Path, *, size: int | str, name: str) -> None:
    """Copy the installation of this size, for a measure that changes it."""
    shutil.rmtree(folder / name, ignore_errors=True)
    shutil.copytree(folder / str(size), folder / name, symlinks=True)


def _environment(folder: Path, *, name: str, workers: int, **changes: str) -> dict[str, str]:
    database = f"sqlite:///{folder / name}"
    return environment(folder, database=database, workers=workers, **changes)


def _prepare(folder: Path, *, migrated: Path | None, static: Path | None) -> None:
    folder.mkdir(parents=True)
    if static is None:
        (folder / "static").mkdir()
    else:
        (folder / "static").symlink_to(static, target_is_directory=True)
    if migrated is not None:
        shutil.copy(migrated, folder / "filling.sqlite3")


def _link(target: Path, *, source: Path, database: Path) -> None:
    """Create an installation from a database, with the static files and media of another."""
    target.mkdir()
    database.rename(target / "bench.sqlite3")
    for name in ("static", "media"):
        (target / name).symlink_to(source / name, target_is_directory=True)
