"""Runs Lectern as the compose file describes it, with the same commands but no container engine.

Each container is a process with production settings; they share the database, the data folder and
the search engine only.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path

import yaml

from tests import static_files
from tests.template_database import PostgreSQLTemplate

REPOSITORY = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((REPOSITORY / "docker" / "compose.yaml").read_text(encoding="utf-8"))
# ${NAME}, ${NAME:-default} and ${NAME:?why it is required}
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


def environment(service: str, *, values: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the variables of a service as compose fills them in from a .env with `values`.

    Its secrets lie in `folder`, where the script of the installation has written them.
    """

    def filled(found: re.Match) -> str:
        default = found["rest"] if found["kind"] == "-" else None
        value = values.get(found["name"]) or default
        assert value is not None, f"compose asks for {found['name']}"
        return value

    named = COMPOSE["services"][service]["environment"]
    secrets = make_secrets(folder, values=values)
    return {
        name: VARIABLE.sub(filled, str(text)).replace("/run/secrets", str(secrets))
        for name, text in named.items()
    }


def make_secrets(folder: Path, *, values: Mapping[str, str]) -> Path:
    """Run docker/make-secrets.sh with a .env of `values`; return the folder with the secrets."""
    (folder / "values.env").write_text("".join(f"{key}={value}\n" for key, value in values.items()))
    script = REPOSITORY / "docker" / "make-secrets.sh"
    subprocess.run(
        ["sh", str(script), str(folder / "secrets"), str(folder / "values.env")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return folder / "secrets"


def command(service: str) -> list[str]:
    """Return what compose gives to a service's entry point."""
    return COMPOSE["services"][service]["command"]


@dataclass(kw_only=True)
class Deployment:
    """Lectern as run by an operator; `processes` are its containers."""

    surroundings: dict[str, str]
    port: int
    folder: Path
    picture: str = ""
    key: str = ""
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    _session: subprocess.Popen | None = None

    def entrypoint(self, *arguments: str, **changes: str) -> subprocess.CompletedProcess:
        """Run a container's command to its end."""
        return subprocess.run(
            ["sh", str(REPOSITORY / "docker" / "entrypoint.sh"), *arguments],
            env={**self.surroundings, **changes},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def start(self, service: str) -> subprocess.Popen:
        """Start a container that stays, with its own command."""
        with (self.folder / f"{service}.log").open("ab") as log:
            self.processes[service] = subprocess.Popen(
                ["sh", str(REPOSITORY / "docker" / "entrypoint.sh"), *command(service)],
                env=self.surroundings,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self.processes[service]

    def log(self, service: str) -> str:
        """Return what a container wrote."""
        return (self.folder / f"{service}.log").read_text()

    def shell(self, code: str) -> str:
        """Execute Python in Lectern, in one process for all calls; return what it printed."""
        if self._session is None:
            self._session = subprocess.Popen(
                [sys.executable, "-m", "tests.config.python_session"],
                env={**self.surroundings, "PYTHONPATH": f"{REPOSITORY}:{REPOSITORY / 'site'}"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._session.stdin is not None
        assert self._session.stdout is not None
        self._session.stdin.write(json.dumps(code) + "\n")
        self._session.stdin.flush()
        # Lines before the reply are the log's.
        reply = next(
            json.loads(line) for line in self._session.stdout if line.startswith('{"printed"')
        )
        assert reply["failure"] is None, reply["failure"]
        return reply["printed"]

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask as the proxy in front would; redirects are not followed."""
        return self._send(path, None, headers)

    def post(
        self, path: str, fields: Mapping[str, str], **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Send a form of our own site as the proxy in front would."""
        return self.post_body(path, urllib.parse.urlencode(fields).encode(), **headers)

    def post_body(
        self, path: str, body: bytes, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Send an encoded form of our own site as the proxy in front would."""
        origin = {"Origin": "https://localhost", "Referer": f"https://localhost{path}"}
        return self._send(path, body, {**origin, **headers})

    def log_in(self, *, username: str, password: str) -> "Session":
        """Log in by the form that everybody sees."""
        _, headers, page = self.get("/admin/login/")
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1].decode()
        csrf = headers["Set-Cookie"].split(";")[0]
        status, headers, _ = self.post(
            "/admin/login/",
            {"csrfmiddlewaretoken": token, "username": username, "password": password},
            Cookie=csrf,
        )
        assert status == 302
        cookies = [cookie.split(";")[0] for cookie in headers["Set-Cookie"].splitlines()]
        return Session(deployment=self, cookies="; ".join(dict.fromkeys(cookies)))

    def _send(
        self, path: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, dict[str, str], bytes]:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data)
        proxy = {
            "Host": "localhost",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "203.0.113.9",
        }
        for name, value in {**proxy, **headers}.items():
            request.add_header(name.replace("_", "-"), value)
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(request, timeout=20) as answer:
                return answer.status, _joined(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, _joined(error.headers), error.read()

    def stop(self) -> None:
        """End whatever still runs."""
        if self._session is not None:
            self._session.kill()
            self._session.communicate()
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session of a user in the admin."""

    deployment: Deployment
    cookies: str

    def confirm(self, path: str) -> None:
        """Open a page that asks whether one is sure, and say yes."""
        status, _, page = self.deployment.get(path, Cookie=self.cookies)
        assert status == 200, (status, path)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1].decode()
        status, _, _ = self.deployment.post(
            path, {"csrfmiddlewaretoken": token}, Cookie=self.cookies
        )
        assert status == 302, (status, path)


def _joined(headers: Message) -> dict[str, str]:
    """Return the headers; values of the same name are joined by line breaks."""
    return {name: "\n".join(headers.get_all(name, [])) for name in headers}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def wait_for(condition: Callable[[], bool], *, seconds: float, pause: float = 0.3) -> bool:
    """Return whether `condition` became true in time; it is asked after each pause."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except (urllib.error.URLError, OSError):
            pass  # not listening yet
        time.sleep(pause)
    return False


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def image(folder: Path) -> dict[str, str]:
    """Return the variables that the image sets, with temporary folders."""
    return {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "LECTERN_ENV_FILE": str(folder / "no.env"),
        "LECTERN_DATA_DIR": str(folder / "data"),
        "STATIC_ROOT": str(folder / "static"),
        "SECOND_FACTOR": "none",
        "HOST": "127.0.0.1",
    }


@contextmanager
def deployed(server: str, *, folder: Path, **variables: str) -> Iterator[Deployment]:
    """Provide a migrated installation on a PostgreSQL server, with its static files collected.

    `server` is the server's address. Whatever the block starts is ended after it.
    """
    name = f"native_{os.getpid()}_{uuid.uuid4().hex[:8]}"
    PostgreSQLTemplate(server).copy_to(name)
    port = free_port()
    made = Deployment(
        port=port,
        folder=folder,
        surroundings={
            **image(folder),
            "SECRET_KEY": "native-" + "b7Q2mZx9LkT4wYv1RcN8sJ6dFhG3pAe5uKiOo0XqZzEyHtW",
            "ALLOWED_HOSTS": "localhost",
            "BASE_URL": "https://localhost",
            "EMAIL_URL": "dummy://",
            "DATABASE_URL": server.rsplit("/", 1)[0] + f"/{name}",
            "TRUSTED_PROXIES": "1",
            "PORT": str(port),
            **variables,
        },
    )
    try:
        static_files.provide(Path(made.surroundings["STATIC_ROOT"]))
        yield made
    finally:
        made.stop()
        shutil.rmtree(folder, ignore_errors=True)
