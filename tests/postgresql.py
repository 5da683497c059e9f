"""A temporary PostgreSQL server for tests, started as an unprivileged user where root runs them."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

UNPRIVILEGED_USERS = ("postgres", "nobody")


def programs() -> Path | None:
    """Return the folder with initdb and pg_ctl of the newest installed version."""
    debian = Path("/usr/lib/postgresql")
    versions = sorted(debian.glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def why_missing() -> str:
    """Return why no server is available, or an empty string where one is.

    A server is available where it can be started, or where TEST_POSTGRES_URL names one.
    """
    return "" if os.environ.get("TEST_POSTGRES_URL") else why_no_programs()


def why_no_programs() -> str:
    """Return why no server can be started, or an empty string where one can."""
    if programs() is None:
        return "no PostgreSQL server programs (apt install postgresql, or set TEST_POSTGRES_URL)"
    if os.geteuid() == 0 and _unprivileged_user() is None:
        return "PostgreSQL refuses to run as root, and there is no user postgres or nobody"
    return ""


def _unprivileged_user() -> str | None:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in UNPRIVILEGED_USERS if name in names), None)


@contextmanager
def server() -> Iterator[str]:
    """Yield the URL of a server: the one of TEST_POSTGRES_URL, else a new one.

    A new server is stopped and its data removed at the end.
    """
    given = os.environ.get("TEST_POSTGRES_URL")
    if given:
        yield given
        return
    with new_server() as started:
        yield started.url


class NewServer:
    """A server with data of its own, which can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        bin_folder = programs()
        assert bin_folder is not None, why_missing()
        self.port = _free_port()
        self.url = f"postgres://lectern@127.0.0.1:{self.port}/postgres"
        self._folder, self._data = folder, folder / "data"
        prefix: list[str] = []
        if os.geteuid() == 0:
            user = _unprivileged_user()
            assert user is not None
            shutil.chown(folder, user)
            prefix = ["runuser", "-u", user, "--"]
        self._control = [*prefix, str(bin_folder / "pg_ctl"), "-D", str(self._data)]
        _run(
            [*prefix, str(bin_folder / "initdb"), "-D", str(self._data)],
            ["-U", "lectern", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        )

    def start(self) -> None:
        """Start the server, unless it runs already, and wait until it accepts connections."""
        if self._is_running:
            return
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        options += " -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
        # Plans depend on the statistics of tables, which only the tests of plans collect.
        options += " -c autovacuum=off"
        log = str(self._folder / "log")
        _run([*self._control, "-w", "-t", "60"], ["-l", log, "-o", options, "start"])

    def stop(self) -> None:
        """Stop the server, unless it is stopped already; its connections break."""
        if self._is_running:
            _run([*self._control, "-m", "immediate"], ["stop"])

    @property
    def _is_running(self) -> bool:
        return (self._data / "postmaster.pid").exists()


@contextmanager
def new_server() -> Iterator[NewServer]:
    """Provide a running server; it is stopped and its data removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="lectern-postgresql-"))
    try:
        made = NewServer(folder)
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(program: list[str], arguments: list[str]) -> None:
    # The output goes to a file, because a started server inherits a pipe and keeps it open.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [*program, *arguments], stdout=output, stderr=output, stdin=subprocess.DEVNULL, cwd="/"
        )
        if done.returncode != 0:
            output.seek(0)
            raise RuntimeError(f"{program} failed: {output.read()}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
