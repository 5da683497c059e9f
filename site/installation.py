"""Install the locked packages into .venv. Standard library only."""

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.processes import StartError, say

REPOSITORY = Path(__file__).resolve().parent.parent
ENVIRONMENT = REPOSITORY / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
STAMP = ENVIRONMENT / "lectern-installed.json"
UNFINISHED = ENVIRONMENT / "lectern-unfinished"


def install(*, dev: bool) -> None:
    """Install what the lock file lists into .venv; do nothing if that is installed already."""
    with _only_one_installer():
        if _is_installed(dev=dev):
            return
        began = time.monotonic()
        uv = shutil.which("uv")
        try:
            _make_environment(uv=uv)
            UNFINISHED.touch()
            STAMP.unlink(missing_ok=True)
            _install_packages(REPOSITORY / _lock_name(dev=dev), uv=uv)
        except OSError as error:
            raise StartError(f"{ENVIRONMENT} cannot be written: {error}") from error
        STAMP.write_text(json.dumps(_wanted(dev=dev)))
        UNFINISHED.unlink()
        say(f"  Packages installed in {time.monotonic() - began:.0f} seconds.")


def _lock_name(*, dev: bool) -> str:
    return "requirements-dev.txt" if dev else "requirements.txt"


def _wanted(*, dev: bool) -> dict[str, str]:
    """Return the hash of each lock file that the environment must match."""
    names = ["requirements.txt", "requirements-dev.txt"] if dev else ["requirements.txt"]
    return {name: hashlib.sha256((REPOSITORY / name).read_bytes()).hexdigest() for name in names}


def _is_installed(*, dev: bool) -> bool:
    try:
        found = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    up_to_date = _wanted(dev=dev).items() <= found.items()
    return up_to_date and not UNFINISHED.exists() and _runs(PYTHON)


def _runs(python: Path) -> bool:
    """Return whether `python` runs; it does not if the Python below the environment was removed."""
    try:
        return subprocess.run([str(python), "-c", ""], capture_output=True).returncode == 0
    except OSError:
        return False


def _make_environment(*, uv: str | None) -> None:
    if ENVIRONMENT.exists() and not UNFINISHED.exists() and _runs(PYTHON):
        say("Updating the packages in .venv …")
        return
    if ENVIRONMENT.exists():
        say("An earlier start did not finish; creating .venv again …")
        shutil.rmtree(ENVIRONMENT)
    else:
        say("Creating a Python environment in .venv …")
    if uv:
        command = [uv, "venv", "-q", "--python", sys.executable, str(ENVIRONMENT)]
    else:
        command = [sys.executable, "-m", "venv", str(ENVIRONMENT)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise StartError(
            f"{done.stdout}{done.stderr}The environment could not be created. On Debian and Ubuntu,"
            f" `apt install python{version}-venv` adds what Python lacks."
        )


def _install_packages(lock: Path, *, uv: str | None) -> None:
    total = lock.read_text().count("==")
    say(f"Installing {total} packages ({'uv' if uv else 'pip; uv would be faster'}) …")
    options = ["--require-hashes", "-r", str(lock)]
    if uv:
        command = [uv, "pip", "install", "--python", str(PYTHON), *options]
        failed = subprocess.run(command, cwd=REPOSITORY).returncode != 0
    else:
        command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", *options]
        failed = _pip_with_progress(command, total=total) != 0
    if failed:
        raise StartError(
            "The packages could not be installed; the lines above give the reason, most often a"
            " missing network. The next start continues from here."
        )


def _pip_with_progress(command: list[str], *, total: int) -> int:
    """Run pip with a count of packages instead of its own output; return its exit code."""
    done = 0
    last_lines: list[str] = []
    process = subprocess.Popen(
        command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None  # noqa: S101  (PIPE above)
    for line in process.stdout:
        last_lines = [*last_lines[-11:], line.rstrip()]
        if line.startswith("Collecting "):
            done += 1
            if done % 20 == 0 or done == total:
                say(f"  {done} of {total}")
    code = process.wait()
    if code != 0:
        say("\n".join(last_lines))
    return code


@contextmanager
def _only_one_installer() -> Iterator[None]:
    """Make a second start wait until the first one has installed."""
    name = hashlib.sha256(str(REPOSITORY).encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"lectern-install-{os.getuid()}-{name}.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another start is installing; waiting for it …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
