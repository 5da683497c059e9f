"""Servers of the benchmarks: gunicorn processes, their processor time and their memory."""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests import postgresql
from tests.benchmarks.load import Question, ask_once, cpu_seconds, process_tree

REPOSITORY = Path(__file__).resolve().parents[2]
HOST = "localhost"
THREADS = 4
SECONDS_TO_START = 180
MEMORY_FOLDER = "/dev/shm"  # noqa: S108  (where our own gunicorn has its heartbeat)
READY = Question(name="ready", path="/readyz")
FREE_PORT_VARIABLE = "PORT"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server: the id of its first process, and its port on the loopback interface.

    `others` are servers behind it, whose processor time belongs to its responses.
    """

    process: int
    port: int
    others: tuple[int, ...] = ()
    tls: bool = False


@dataclass(frozen=True, kw_only=True)
class Program:
    """A server that can be started: its command, with {port}, and its environment."""

    command: tuple[str, ...]
    environment: dict[str, str]
    ready: Question = READY
    folder: Path = REPOSITORY


@dataclass(frozen=True, kw_only=True)
class Start:
    """The start of a server until its first response."""

    seconds: float
    cpu_seconds: float


def environment(folder: Path, *, database: str, workers: int, **changes: str) -> dict[str, str]:
    """Return the environment of an installation whose data is in `folder`."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
        "LECTERN_ENV_FILE": str(folder / "no.env"),
        "LECTERN_DATA_DIR": str(folder),
        "SECRET_KEY": "bench-" + "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtW",
        "SECOND_FACTOR": "none",
        "ALLOWED_HOSTS": f"{HOST},.{HOST}",
        "BASE_URL": f"http://{HOST}",
        "EMAIL_URL": "dummy://",
        "DATABASE_URL": database,
        "HTTPS_REDIRECT": "false",
        "WEB_CONCURRENCY": str(workers),
        "WEB_THREADS": str(THREADS),
        "LOG_LEVEL": "ERROR",
        **changes,
    }


def lectern(surroundings: dict[str, str], *, ready: Question = READY) -> Program:
    """Return Lectern's gunicorn as in production, except that it replaces no worker."""
    configuration = f"file:{REPOSITORY / 'docker' / 'gunicorn.conf.py'}"
    return Program(
        command=(
            *(sys.executable, "-m", "gunicorn", "--config", configuration),
            *("--max-requests", "0", "--bind", "127.0.0.1:{port}"),
        ),
        environment={**surroundings, "HOST": "127.0.0.1"},
        ready=ready,
    )


def plain_gunicorn(
    application: str,
    *,
    folder: Path,
    surroundings: dict[str, str],
    ready: Question,
    workers: int,
) -> Program:
    """Return gunicorn for another application, with the workers and threads that Lectern has."""
    return Program(
        command=(
            *(sys.executable, "-m", "gunicorn", application, "--bind", "127.0.0.1:{port}"),
            *("--chdir", str(folder), "--workers", str(workers), "--threads", str(THREADS)),
            *("--worker-class", "gthread", "--keep-alive", "5", "--log-level", "warning"),
            *("--worker-tmp-dir", MEMORY_FOLDER if Path(MEMORY_FOLDER).is_dir() else str(folder)),
        ),
        environment=surroundings,
        ready=ready,
        folder=folder,
    )


@contextlib.contextmanager
def serving(program: Program, *, log: Path) -> Iterator[Server]:
    """Yield the started server; stop it in the end."""
    server, process, _start = start(program, log=log)
    try:
        yield server
    finally:
        stop(process)


def start(program: Program, *, log: Path) -> tuple[Server, subprocess.Popen[bytes], Start]:
    """Start a server, and wait for its first response; return what that took."""
    port = postgresql._free_port()
    command = [word.format(port=port) for word in program.command]
    began = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env={**program.environment, FREE_PORT_VARIABLE: str(port)},
            cwd=program.folder,
            stdout=output,
            stderr=output,
        )
    try:
        _wait(program.ready, port=port, process=process, log=log)
    except BaseException:
        stop(process)
        raise
    took = Start(seconds=time.monotonic() - began, cpu_seconds=cpu_seconds(process.pid))
    return Server(process=process.pid, port=port), process, took


def stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server, and wait until it has ended."""
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=60)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(timeout=10)


def memory_mb(server: Server) -> float:
    """Return the memory of all processes of a server; shared memory is counted once (PSS)."""
    kilobytes = 0
    processes = (server.process, *server.others)
    for number in itertools.chain.from_iterable(map(process_tree, processes)):
        with contextlib.suppress(FileNotFoundError):
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
            kilobytes += next(
                int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")
            )
    return kilobytes / 1024


def _wait(ready: Question, *, port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError):
            if ask_once(ready, port=port, host=HOST).status == ready.status:
                return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} does not answer:\n{log.read_text()[-3000:]}")
