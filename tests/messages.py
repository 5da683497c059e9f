"""Check that the catalogues hold every text of the source and that the compiled ones are current.

Run it as `python -m tests.messages`.
"""

import gettext
import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.machine import in_ci, why_missing

LANGUAGE = "cy"
FOLDERS = ("home", "newsroom", "search", "site")


def findings(repository: Path) -> list[str]:
    """Return a sentence for each difference that `make messages` would remove."""
    missing = why_missing("gettext")
    if missing:
        return [missing] if in_ci() else []
    with tempfile.TemporaryDirectory(prefix="lectern-messages-") as folder:
        copy = Path(folder)
        _copy_sources(repository, copy)
        before = {path: _ids(copy / path) for path in _catalogues(copy)}
        found = _collect(copy)
        for path in _catalogues(copy):
            absent = sorted(_ids(copy / path) - before.get(path, set()))
            if absent:
                some = ", ".join(repr(text) for text in absent[:10])
                found.append(f"{path} lacks {len(absent)} texts (run `make messages`): {some}")
    for path in _catalogues(repository):
        found += _stale(repository / path)
    return found


def _catalogues(folder: Path) -> list[Path]:
    return [
        path.relative_to(folder)
        for name in FOLDERS
        for path in sorted((folder / name).rglob(f"locale/{LANGUAGE}/LC_MESSAGES/*.po"))
    ]


def _copy_sources(repository: Path, copy: Path) -> None:
    skipped = shutil.ignore_patterns("__pycache__", "node_modules", "*.mo")
    for name in FOLDERS:
        shutil.copytree(repository / name, copy / name, ignore=skipped)
    shutil.copy(repository / "manage.py", copy)


def _collect(copy: Path) -> list[str]:
    """Run makemessages in the copy; return its error message, if any."""
    done = subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", LANGUAGE, "--add-location", "file"],
        cwd=copy,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
    )
    return [done.stderr.strip()] if done.returncode else []


def _compiled(path: Path) -> dict[object, str]:
    """Return the entries of a catalogue as msgfmt compiles them: text to translation."""
    done = subprocess.run(
        ["msgfmt", "--check-format", "-o", "-", str(path)], capture_output=True, check=True
    )
    return _entries(io.BytesIO(done.stdout))


def _entries(file) -> dict[object, str]:
    entries = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]  # no public way
    entries.pop("", None)
    return entries


def _ids(path: Path) -> set[str]:
    """Return all texts of a catalogue, with or without a translation."""
    done = subprocess.run(
        ["msgattrib", "--no-obsolete", "--no-wrap", str(path)],
        capture_output=True,
        text=True,
        check=True,
    )
    entries, current = set(), None
    for line in done.stdout.splitlines():
        if line.startswith("msgid "):
            current = line[7:-1]
        elif line.startswith('"') and current is not None:
            current += line[1:-1]
        elif current is not None:
            entries.add(current)
            current = None
    return entries - {""}


def _stale(path: Path) -> list[str]:
    compiled = path.with_suffix(".mo")
    try:
        with compiled.open("rb") as file:
            current = _entries(file)
    except OSError:
        return [f"{compiled} is missing: run `make messages`"]
    return [] if current == _compiled(path) else [f"{compiled} is stale: run `make messages`"]


def main() -> int:
    """Print the findings; return the exit code."""
    found = findings(Path(__file__).resolve().parent.parent)
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
