"""Runs nginx with the configuration of docker/nginx/, with other paths and ports."""

import http.client
import json
import os
import re
import signal
import ssl
import struct
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.config.deployment import REPOSITORY, free_port, wait_for

SOURCES = REPOSITORY / "docker" / "nginx"
MAIN = """
daemon off;
worker_processes 2;
error_log {folder}/error.log warn;
pid {folder}/nginx.pid;
user {user};
include /etc/nginx/modules-enabled/*.conf;
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/temporary;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/lectern.conf;
}}
"""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The response to one request; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: str

    @property
    def cache(self) -> str:
        """Return how nginx's cache took part, "" for not at all."""
        return self.headers.get("x-cache", "")


@dataclass(kw_only=True)
class Proxy:
    """A running nginx."""

    folder: Path
    port: int
    plain_port: int

    def get(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        """Send a request over TLS, on a connection of its own."""
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        return self._send(path, method=method, headers=names)

    def post(
        self,
        path: str,
        body: str,
        *,
        cookies: str,
        content_type: str = "application/x-www-form-urlencoded",
    ) -> Answer:
        """Send a form of our own site."""
        headers = {
            "Content-Type": content_type,
            "Cookie": cookies,
            "Origin": "https://localhost",
            "Referer": f"https://localhost{path}",
        }
        return self._send(path, method="POST", headers=headers, body=body)

    def get_plain(self, path: str) -> Answer:
        """Send a request without TLS."""
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=30)
        return _ask(connection, path, method="GET", headers={})

    def _send(self, path: str, *, method: str, headers: dict[str, str], body: str = "") -> Answer:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, timeout=30, context=context
        )
        return _ask(connection, path, method=method, headers=headers, body=body)

    def expire_stored(self) -> None:
        """Let all stored responses expire, as after a hundred seconds.

        A file of the cache begins with a version number; the time of expiry follows.
        """
        moment = struct.pack("=q", int(time.time()) - 100)
        for path in (self.folder / "cache").rglob("*"):
            if path.is_file():
                with path.open("r+b") as file:
                    file.seek(struct.calcsize("N"))
                    file.write(moment)

    def requests(self) -> list[dict[str, object]]:
        """Return nginx's log of requests."""
        lines = (self.folder / "access.log").read_text().splitlines()
        return [json.loads(line) for line in lines]

    def log(self) -> str:
        """Return nginx's log of errors."""
        return (self.folder / "error.log").read_text()


def _ask(
    connection: http.client.HTTPConnection,
    path: str,
    *,
    method: str,
    headers: dict[str, str],
    body: str = "",
) -> Answer:
    try:
        connection.request(
            method, path, headers={"Host": "localhost", **headers}, body=body or None
        )
        answer = connection.getresponse()
        set_cookies = answer.headers.get_all("Set-Cookie", [])
        return Answer(
            status=answer.status,
            headers={name.lower(): value for name, value in answer.getheaders()},
            body=answer.read(),
            cookies="; ".join(cookie.split(";")[0] for cookie in set_cookies),
        )
    finally:
        connection.close()


def write_configuration(folder: Path, *, application: str, data: Path) -> Proxy:
    """Write the configuration with other paths, a certificate and free ports into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    proxy = Proxy(folder=folder, port=free_port(), plain_port=free_port())
    for name in ("lectern.conf", "locations.conf", "brotli.conf", "unavailable.html"):
        text = (SOURCES / name).read_text()
        text = text.replace("/etc/nginx/lectern", str(folder))
        text = text.replace("/etc/lectern/tls", str(folder))
        text = text.replace("/var/cache/nginx/lectern", str(folder / "cache"))
        text = text.replace("/var/lib/lectern", str(data))
        text = text.replace("/var/www/acme", str(data / "acme"))
        text = text.replace("/var/log/nginx/error.log emerg", f"{folder}/error.log warn")
        text = text.replace("/var/log/nginx", str(folder))
        text = re.sub(r"\n *listen \[::\].*", "", text)
        text = text.replace("listen 80 ", f"listen 127.0.0.1:{proxy.plain_port} ")
        text = text.replace("listen 443 ", f"listen 127.0.0.1:{proxy.port} ")
        (folder / name).write_text(text)
    native = (SOURCES / "application-native.conf").read_text()
    (folder / "application.conf").write_text(native.replace("127.0.0.1:8000", application))
    user = "root" if os.getuid() == 0 else "nobody"
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-keyout", folder / "privkey.pem"),
            *("-out", folder / "fullchain.pem"),
        ],
        check=True,
        capture_output=True,
    )
    return proxy


def program(proxy: Proxy, *arguments: str) -> list[str]:
    """Return the command that runs nginx with the configuration."""
    return ["nginx", "-c", str(proxy.folder / "nginx.conf"), *arguments]


@contextmanager
def running(folder: Path, *, application: str, data: Path) -> Iterator[Proxy]:
    """Run nginx in front of `application`, a host and port, until the block ends."""
    proxy = write_configuration(folder, application=application, data=data)
    process = subprocess.Popen(
        program(proxy), stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        assert wait_for(lambda: proxy.get_plain("/").status == 301, seconds=10), (
            process.poll() is None or process.stderr.read()
        )
        yield proxy
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=20)
