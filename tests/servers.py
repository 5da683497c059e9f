"""Gunicorn as `make run` starts it, for tests with several processes on one database."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.config.deployment import free_port

REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The response to one request. `sent_at` is the time of `time.monotonic` of its request."""

    status: int
    headers: dict[str, str]
    body: bytes
    sent_at: float


def ask(port: int, path: str, *, timeout: float = 30, **headers: str) -> Answer:
    """Send a request on a connection of its own; redirects are not followed."""
    sent_at = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers={"Host": "localhost", **headers})
        answer = connection.getresponse()
        body = answer.read()
        lowered = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(status=answer.status, headers=lowered, body=body, sent_at=sent_at)
    finally:
        connection.close()


def host_environment(folder: Path, *, database_url: str, **changes: str) -> dict[str, str]:
    """Return the environment of a host with a data folder of its own, which is created."""
    (folder / "data" / "static").mkdir(parents=True, exist_ok=True)
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}",
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEBUG": "false",
        "LECTERN_ENV_FILE": str(folder / "no.env"),
        "LECTERN_DATA_DIR": str(folder / "data"),
        "SECRET_KEY": "servers-" + "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtW",
        "ALLOWED_HOSTS": "*",
        "BASE_URL": "http://localhost",
        "EMAIL_URL": "dummy://",
        "DATABASE_URL": database_url,
        "HTTPS_REDIRECT": "false",
        "HOST": "127.0.0.1",
        **changes,
    }


@contextlib.contextmanager
def gunicorn(environment: dict[str, str], **changes: str) -> Iterator[int]:
    """Run gunicorn until the end of the context; return its port when it is ready."""
    port = free_port()
    configuration = f"file:{REPOSITORY / 'docker' / 'gunicorn.conf.py'}"
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", configuration],
        env={**environment, **changes, "PORT": str(port)},
        start_new_session=True,
    )
    try:
        for _attempt in range(240):
            with contextlib.suppress(OSError):
                if ask(port, "/readyz").status == 200:
                    break
            time.sleep(0.25)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=60)
