"""The static files of production: collected once, then linked wherever a test starts Lectern.

They are kept beside the template databases, in a folder whose name contains a hash of everything
that they depend on. They are compressed less than in production, where Brotli's highest quality
takes a minute of processor time.
"""

import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.template_database import FOLDER, REPOSITORY, package_versions

PREFIX = "static-"
SOURCES = ("home", "newsroom", "search", "site")
FOLDERS_TO_KEEP = 4
COLLECT = """
import functools, brotli
brotli.compress = functools.partial(brotli.compress, quality=5)
from django.core.management import execute_from_command_line
execute_from_command_line(["manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
"""


def provide(target: Path) -> None:
    """Create a folder with all collected static files; they are shared, so never change one."""
    shutil.copytree(collected(), target, copy_function=_link)


def collected() -> Path:
    """Return the folder with the static files of this state of the code, collected if missing."""
    folder = FOLDER / f"{PREFIX}{_key()}"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "static-lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            _collect(folder)
    folder.touch()
    return folder


@functools.cache
def _key() -> str:
    digest = hashlib.sha256("\n".join(package_versions()).encode())
    files = [*(REPOSITORY / "site" / "config" / "settings").glob("*.py")]
    for source in SOURCES:
        files += (REPOSITORY / source).glob("**/static/**/*")
    for path in sorted(path for path in files if path.is_file()):
        digest.update(path.relative_to(REPOSITORY).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _collect(folder: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=".draft-", dir=FOLDER) as draft:
        subprocess.run(
            [sys.executable, "-c", COLLECT],
            env={
                **os.environ,
                "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
                "DJANGO_SETTINGS_MODULE": "config.settings.production",
                "LECTERN_ENV_FILE": os.devnull,
                "LECTERN_DATA_DIR": draft,
                "STATIC_ROOT": f"{draft}/static",
                "SECRET_KEY": "static-" + "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtW",
                "ALLOWED_HOSTS": "localhost",
                "BASE_URL": "https://localhost",
                "EMAIL_URL": "dummy://",
                "DATABASE_URL": "sqlite://",
            },
            cwd=REPOSITORY,
            check=True,
        )
        Path(draft, "static").rename(folder)
    by_age = sorted(FOLDER.glob(f"{PREFIX}*/"), key=lambda path: path.stat().st_mtime)
    for path in by_age[:-FOLDERS_TO_KEEP]:
        shutil.rmtree(path, ignore_errors=True)


def _link(source: str, target: str) -> None:
    """Link a file, or copy it where the target is in another file system."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


if __name__ == "__main__":
    collected()
