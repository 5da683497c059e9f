"""Tests for `make run` and `make install`: start, installation, error messages and stop."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.template_database import SQLiteTemplate

REPOSITORY = Path(__file__).resolve().parents[2]
LAUNCHER = str(REPOSITORY / "site" / "launch.py")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Start:
    """A running `make run`, without make."""

    def __init__(self, folder: Path, port: int) -> None:
        ours = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "TEST_DATABASE_NAME"}
        self.output = folder / f"output-{time.monotonic_ns()}"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, LAUNCHER, "run"],
                env={
                    **{name: value for name, value in os.environ.items() if name not in ours},
                    "LECTERN_DATA_DIR": str(folder),
                    "LECTERN_ENV_FILE": str(folder / "no.env"),
                    "PORT": str(port),
                },
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )

    def text(self) -> str:
        return self.output.read_text()

    def wait_until_it_runs(self) -> str:
        deadline = time.monotonic() + 300
        while time.monotonic() < deadline and self.process.poll() is None:
            if "Editors" in self.text():
                return self.text()
            time.sleep(0.2)
        self.process.terminate()
        self.process.wait(timeout=60)
        raise AssertionError(f"did not start: {self.text()}")

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def children(self) -> list[int]:
        listed = subprocess.run(
            ["ps", "-o", "pid=,args=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
        )
        return [int(line.split()[0]) for line in listed.stdout.splitlines()]


def is_listening(port: int) -> bool:
    """Return whether somebody answers on the port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def test_from_an_empty_database_to_a_site_in_two_languages_and_to_a_clean_end(tmp_path):
    """`test_release.py` starts from no database at all."""
    SQLiteTemplate().copy_to(str(tmp_path / "lectern.sqlite3"))
    port = free_port()
    first = Start(tmp_path, port)
    told = first.wait_until_it_runs()
    for path, language in (("/", "en"), ("/cy/", "cy")):
        with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=30) as answer:
            assert f'lang="{language}"' in answer.read().decode()
    assert f"http://localhost:{port}/admin/" in told
    assert re.search(r"editor\s+\S{12,}", told)

    assert len(first.children()) == 2
    assert first.end(signal.SIGINT) == 0
    assert not is_listening(port)

    # A second start finds everything there: no migrations, no demo, seconds only.
    second = Start(tmp_path, port)
    told = second.wait_until_it_runs()
    assert "Preparing the database" not in told
    assert int(re.search(r"started in (\d+) seconds", told).group(1)) < 30

    # When one of the two dies, the other is not left behind.
    os.kill(second.children()[-1], signal.SIGKILL)
    assert second.process.wait(timeout=60) == 2
    assert "ended by itself" in second.text()
    assert not is_listening(port)


def test_a_busy_port_is_named_before_anything_is_done(tmp_path):
    with socket.socket() as occupied:
        occupied.bind(("127.0.0.1", 0))
        occupied.listen()
        port = occupied.getsockname()[1]
        start = Start(tmp_path, port)
        assert start.process.wait(timeout=60) == 2
    assert f"Port {port}" in start.text()
    assert f"PORT={port + 1} make run" in start.text()
    assert not list(tmp_path.glob("*.sqlite3"))


@pytest.mark.parametrize("port", ["0", "eight", "70000"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    start = Start(tmp_path, port)
    assert start.process.wait(timeout=60) == 2
    assert "PORT" in start.text()


@pytest.fixture
def clone(tmp_path) -> Path:
    """A repository that needs no packages, so that installing it needs no network."""
    return make_clone(tmp_path)


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess]:
    """A clone with its environment, and how installing it ended; tests change only a copy."""
    folder = make_clone(tmp_path_factory.mktemp("installation"))
    return folder, install(folder)


@pytest.fixture
def installed_clone(installation, tmp_path) -> Path:
    """A copy of the clone with its environment."""
    folder, done = installation
    assert done.returncode == 0, done.stdout + done.stderr
    return Path(shutil.copytree(folder, tmp_path / "clone", symlinks=True))


def make_clone(folder: Path) -> Path:
    """Copy what installing needs into the folder."""
    (folder / "site" / "config").mkdir(parents=True)
    for name in ("launch.py", "installation.py", "config/__init__.py", "config/processes.py"):
        shutil.copy(REPOSITORY / "site" / name, folder / "site" / name)
    shutil.copy(REPOSITORY / "Makefile", folder)
    (folder / "requirements.txt").write_text("# none\n")
    (folder / "requirements-dev.txt").write_text("# none\n")
    return folder


def install(clone: Path, **variables: str) -> subprocess.CompletedProcess:
    """Run `make install` by Python's own means, without uv."""
    return subprocess.run(
        [sys.executable, "site/launch.py", "install"],
        cwd=clone,
        env={"PATH": "/usr/bin:/bin", "HOME": str(clone), **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_installing_twice_does_the_work_once(installed_clone):
    assert (installed_clone / ".venv" / "bin" / "python").exists()

    assert install(installed_clone).stdout == ""

    (installed_clone / "requirements.txt").write_text("# changed\n")
    assert "Updating" in install(installed_clone).stdout


def test_a_half_finished_start_is_repaired(installed_clone):
    (installed_clone / ".venv" / "lectern-unfinished").touch()
    (installed_clone / ".venv" / "leftover").touch()

    again = install(installed_clone)

    assert again.returncode == 0
    assert "did not finish" in again.stdout
    assert not (installed_clone / ".venv" / "leftover").exists()


def test_an_environment_whose_python_is_gone_is_made_anew(installed_clone):
    (installed_clone / ".venv" / "bin" / "python").unlink()

    assert install(installed_clone).returncode == 0
    assert (installed_clone / ".venv" / "bin" / "python").exists()


def test_packages_that_cannot_be_fetched_are_a_sentence(installed_clone):
    lock = installed_clone / "requirements.txt"
    lock.write_text("lectern-no-such==1.0 --hash=sha256:" + "0" * 64)

    done = install(installed_clone, PIP_NO_INDEX="1")

    assert done.returncode == 2
    assert "could not be installed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_machine_without_python_is_told_what_to_install(clone):
    done = subprocess.run(
        ["make", "install", "PYTHON="], cwd=clone, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2
    assert "needs Python 3.11" in done.stderr


def test_make_alone_prints_help(clone):
    done = subprocess.run(["make"], cwd=clone, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0
    for target in ("run", "install", "test", "lint", "format", "types", "demo", "messages"):
        assert f"make {target} " in done.stdout
