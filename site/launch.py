"""How does Lectern get from a fresh clone to a running site? Standard library only.

python site/launch.py install [--dev]   make .venv and install the locked packages
python site/launch.py run               install, prepare the database, start web and worker
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

from installation import PYTHON, REPOSITORY, StartError, install, say

OLDEST = (3, 11)
START_LIMIT = 90.0  # seconds until the server must answer
STOP_LIMIT = 30.0  # seconds for a job in its middle to end


def run():
    """Install, prepare the database, start web server and worker; return the exit code."""
    began = time.monotonic()
    surroundings = _surroundings()
    host, port = surroundings["HOST"], _port(surroundings["PORT"])
    _refuse_busy_port(host, port)
    install(dev=False)
    surroundings.setdefault("BASE_URL", f"http://localhost:{port}")
    addresses = _prepare(surroundings)
    _refuse_busy_port(host, port)
    with _stop_on_signals():
        children = {
            "web server": _start(
                [str(PYTHON), "-m", "gunicorn", "-c", "docker/gunicorn.conf.py"], surroundings
            ),
            "worker": _start([str(PYTHON), "manage.py", "worker"], surroundings),
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


def _prepare(surroundings):
    """Bring the database up to date; return the lines with addresses and log-ins for later."""
    command = [str(PYTHON), "manage.py", "prepare", "--demo"]
    process = subprocess.Popen(
        command, cwd=REPOSITORY, env=surroundings, stdout=subprocess.PIPE, text=True
    )
    addresses = []
    for line in process.stdout:
        if addresses or line.startswith("  English "):
            addresses.append(line)
        else:
            say(line.rstrip())
    if process.wait() != 0:
        raise StartError("The database could not be prepared; the lines above say why.")
    return addresses


def _surroundings():
    """Return the environment for all that is started: the caller's, then .env, then defaults."""
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEBUG": "false",  # readers' error pages instead of the developer's
        "HOST": "127.0.0.1",
        "PORT": "8000",
        "PYTHONUNBUFFERED": "1",
        "WEB_CONCURRENCY": "1",
    }
    return {**defaults, **_dotenv(REPOSITORY / ".env"), **os.environ}


def _dotenv(path):
    """Return the plain NAME=value lines of `path`; Django's settings read the rest themselves."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    found = {name.strip(): value.strip().strip("\"'") for name, value in pairs}
    return {name: value for name, value in found.items() if value}


def _port(text):
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise StartError(f"PORT is {text!r}; it must be a number from 1 to 65535.")
    return int(text)


def _refuse_busy_port(host, port):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise StartError(f"Only root may use port {port}. Try: PORT=8000 make run") from None
        except OSError as error:
            raise StartError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Perhaps Lectern is"
                f" running already. Choose another: PORT={port + 1 if port < 65_535 else 8000}"
                " make run"
            ) from None


def _reachable(host):
    """Return the address to ask at, where `host` may mean every address."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  (compared, not bound)


def _start(command, surroundings):
    # A session of its own: Ctrl-C reaches only us, and we end the two in order.
    return subprocess.Popen(command, cwd=REPOSITORY, env=surroundings, start_new_session=True)


def _wait_until_ready(url, children):
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


def _refuse_dead(children):
    for name, child in children.items():
        if child.poll() is not None:
            raise StartError(
                f"The {name} ended by itself (code {child.returncode}); the lines above say why."
            )


def _welcome(addresses, *, seconds):
    say(f"\nLectern runs (started in {seconds:.0f} seconds). Ctrl-C stops it.\n")
    say("".join(addresses))


def _watch(children):
    while True:
        _refuse_dead(children)
        time.sleep(0.5)


def _stop(children):
    """Ask both to end what they are doing, then insist."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_LIMIT
    for name, child in children.items():
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {name} did not end in time and is stopped hard.")
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


@contextmanager
def _stop_on_signals():
    """Treat a closed terminal or a polite kill like Ctrl-C."""

    def interrupt(number, frame):
        # Once is enough: a second one must not cut the ending short.
        for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, interrupt)
    yield


def main():
    """Do what the command line asks; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run")
    commands.add_parser("install").add_argument("--dev", action="store_true")
    arguments = parser.parse_args()
    try:
        if sys.version_info < OLDEST:
            raise StartError(
                f"Lectern needs Python 3.11 or newer; this is {sys.version.split()[0]}."
            )
        if arguments.command == "install":
            install(dev=arguments.dev)
            return 0
        return run()
    except StartError as reason:
        sys.stderr.write(f"\n{reason}\n")
        return 2
    except KeyboardInterrupt:
        say("\nInterrupted; starting again goes on from here.")
        return 130


if __name__ == "__main__":
    sys.exit(main())
