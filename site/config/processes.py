"""Run the web server and the worker together. Standard library only.

`site/launch.py` uses this module before any package is installed.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

START_LIMIT = 90.0  # seconds until the server must answer
STOP_LIMIT = 30.0  # seconds that a running job has to end


class StartError(Exception):
    """The reason why Lectern cannot start, as a sentence for the person at the terminal."""


def say(text: str) -> None:
    """Print a line and flush it, so that it appears in a pipe at once."""
    print(text, flush=True)


@dataclass(frozen=True, kw_only=True)
class Programs:
    """The commands of this installation.

    `manage` starts a management command, `web` the web server. `folder` is their working folder
    and holds .env. `run` is the command that a person types, for use in messages.
    """

    manage: tuple[str, ...]
    web: tuple[str, ...]
    folder: Path
    run: str


def run(programs: Programs, *, install: Callable[[], None] = lambda: None) -> int:
    """Install, prepare the database with the demo, start both processes; return the exit code."""
    began = time.monotonic()
    surroundings = _surroundings(programs.folder)
    host, port = surroundings["HOST"], _port(surroundings["PORT"])
    _refuse_busy_port(host, port, programs=programs)
    install()
    surroundings.setdefault("BASE_URL", f"http://localhost:{port}")
    addresses = _prepare(programs, surroundings)
    _refuse_busy_port(host, port, programs=programs)
    with _stop_on_signals():
        children = {
            "web server": _start(programs.web, programs.folder, surroundings),
            "worker": _start((*programs.manage, "worker"), programs.folder, surroundings),
        }
        try:
            _wait_until_ready(f"http://{_reachable(host)}:{port}/readyz", children)
            _welcome(addresses, seconds=time.monotonic() - began)
            return _watch(children)
        except KeyboardInterrupt:
            say("\nStopping …")
            return 0
        finally:
            _stop(children)
            say("Stopped.")


def report(action: Callable[[], int]) -> int:
    """Return the exit code of an action; print the reason if it cannot start or is interrupted."""
    try:
        return action()
    except StartError as reason:
        sys.stderr.write(f"\n{reason}\n")
        return 2
    except KeyboardInterrupt:
        say("\nInterrupted; the next start continues from here.")
        return 130


def _prepare(programs: Programs, surroundings: Mapping[str, str]) -> list[str]:
    """Migrate the database and load the demo; return the lines with addresses and log-ins."""
    process = subprocess.Popen(
        [*programs.manage, "prepare", "--demo"],
        cwd=programs.folder,
        env=surroundings,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None  # noqa: S101  (PIPE above)
    addresses: list[str] = []
    for line in process.stdout:
        if addresses or line.startswith("  English "):
            addresses.append(line)
        else:
            say(line.rstrip())
    if process.wait() != 0:
        raise StartError("The database could not be prepared; the lines above give the reason.")
    return addresses


def _surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of all processes: defaults, replaced by .env, then by the caller's."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEBUG": "false",  # readers' error pages instead of the developer's
        "HOST": "127.0.0.1",
        "PORT": "8000",
        "PYTHONUNBUFFERED": "1",
        "WEB_CONCURRENCY": "1",
    }
    return {**defaults, **_dotenv(folder / ".env"), **os.environ}


def _dotenv(path: Path) -> dict[str, str]:
    """Return the plain NAME=value lines of `path`; Django's settings read the other lines."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    found = {name.strip(): value.strip().strip("\"'") for name, value in pairs}
    return {name: value for name, value in found.items() if value}


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise StartError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _refuse_busy_port(host: str, port: int, *, programs: Programs) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise StartError(
                f"Only root may use port {port}. Try: PORT=8000 {programs.run}"
            ) from None
        except OSError as error:
            raise StartError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Perhaps Lectern is"
                f" running already. Choose another: PORT={port + 1 if port < 65_535 else 8000}"
                f" {programs.run}"
            ) from None


def _reachable(host: str) -> str:
    """Return the address that answers requests, for a `host` that may mean every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  (compared, not bound)


def _start(
    command: tuple[str, ...], folder: Path, surroundings: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches only this process, which stops the others in order.
    return subprocess.Popen(command, cwd=folder, env=surroundings, start_new_session=True)


def _wait_until_ready(url: str, children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        _refuse_dead(children)
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise StartError(f"The web server did not answer within {START_LIMIT:.0f} seconds.")


def _refuse_dead(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, child in children.items():
        if child.poll() is not None:
            raise StartError(
                f"The {name} ended by itself (code {child.returncode}); the lines above give the"
                " reason."
            )


def _welcome(addresses: list[str], *, seconds: float) -> None:
    say(f"\nLectern runs (started in {seconds:.0f} seconds). Ctrl-C stops it.\n")
    say("".join(addresses))


def _watch(children: Mapping[str, subprocess.Popen[bytes]]) -> int:
    while True:
        _refuse_dead(children)
        time.sleep(0.5)


def _stop(children: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Terminate all processes; kill those that do not end within STOP_LIMIT."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_LIMIT
    for name, child in children.items():
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {name} did not end in time and is killed.")
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextmanager
def _stop_on_signals() -> Iterator[None]:
    """Treat SIGTERM and SIGHUP like Ctrl-C."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        # A second signal must not interrupt the orderly stop.
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, interrupt)
    yield
