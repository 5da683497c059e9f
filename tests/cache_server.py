"""A Redis or Valkey server for tests, and one that accepts connections and never answers."""

import contextlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import redis

from tests.elasticsearch_node.node import free_port

PROGRAMS = ("valkey-server", "redis-server")
SECONDS_TO_START = 20


def program() -> str | None:
    """Return the path of the installed server, None where there is none."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


class CacheServer:
    """One server in memory, which can be stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        """Return the value of CACHE_URL."""
        return f"redis://127.0.0.1:{self.port}/0"

    def client(self) -> redis.Redis:
        """Return a client of the server, to be closed."""
        return redis.Redis(port=self.port)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [
            *(str(program()), "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""),
            *("--appendonly", "no", "--maxmemory", "64mb", "--maxmemory-policy", "allkeys-lru"),
        ]
        with (self.folder / "output.log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection,
            ):
                connection.sendall(b"PING\r\n")
                if connection.recv(16).startswith(b"+PONG"):
                    return
            time.sleep(0.05)
        raise AssertionError((self.folder / "output.log").read_text())

    def stop(self) -> None:
        """End the server; everything in it is lost."""
        if self._process is not None:
            self.resume()
            self._process.terminate()
            self._process.wait(timeout=10)
            self._process = None

    def pause(self) -> None:
        """Let the server keep its connections, and accept new ones, without answering."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server answer again."""
        self._process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def running() -> Iterator[CacheServer]:
    """Run an empty server."""
    with tempfile.TemporaryDirectory(prefix="lectern-cache-") as folder:
        server = CacheServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()
