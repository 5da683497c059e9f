"""Load on a server: answers a second, and processor time for each answer."""

import contextlib
import functools
import os
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Question:
    """A request that is repeated; every response must have `status`."""

    name: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    accept: str = "application/json"


@dataclass(frozen=True, kw_only=True)
class Round:
    """The figures of one round of a question."""

    requests: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Return the responses per second."""
        return self.requests / self.seconds

    @property
    def cpu_ms(self) -> float:
        """Return the milliseconds of processor time per response."""
        return 1000 * self.cpu_seconds / self.requests


@dataclass(frozen=True, kw_only=True)
class Reply:
    """A complete response."""

    status: int
    headers: dict[str, str]
    body: bytes


class Connection:
    """A persistent connection, with so little code that requests cost little beside responses."""

    def __init__(self, port: int, *, tls: bool = False) -> None:
        self.port = port
        self.tls = tls
        self._open()

    def _open(self) -> None:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self.tls:
            self.socket = any_certificate().wrap_socket(self.socket, server_hostname="localhost")

    def ask(self, request: bytes) -> tuple[int, bytes, bytes]:
        """Send a request; return the status, the header and the body."""
        self.socket.sendall(request)
        received = self._received(b"")
        while b"\r\n\r\n" not in received:
            received = self._received(received)
        head, _, body = received.partition(b"\r\n\r\n")
        lowered = head.lower()
        status = int(head[9:12])
        length = 0
        if status != 304 and (at := lowered.find(b"content-length:")) >= 0:
            length = int(lowered[at + 15 :].split(b"\r\n", 1)[0])
        while len(body) < length:
            body = self._received(body)
        if b"connection: close" in lowered:  # the worker is about to be replaced
            self.socket.close()
            self._open()
        return status, head, body

    def _received(self, before: bytes) -> bytes:
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server closed the connection")
        return before + part


@functools.cache
def any_certificate() -> ssl.SSLContext:
    """Return a context for a certificate that nobody has signed."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def request_bytes(question: Question, *, host: str) -> bytes:
    """Return the bytes of the request."""
    lines = [
        f"GET {question.path} HTTP/1.1",
        f"Host: {host}",
        f"Accept: {question.accept}",
    ]
    lines += [f"{name}: {value}" for name, value in question.headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def ask_once(question: Question, *, port: int, host: str, tls: bool = False) -> Reply:
    """Return one response."""
    connection = Connection(port, tls=tls)
    try:
        status, head, body = connection.ask(request_bytes(question, host=host))
    finally:
        connection.socket.close()
    rows = (line.split(": ", 1) for line in head.decode("latin-1").split("\r\n")[1:])
    return Reply(status=status, headers={name.lower(): value for name, value in rows}, body=body)


def run_round(
    question: Question,
    *,
    port: int,
    host: str,
    seconds: float,
    connections: int,
    server: int,
    others: tuple[int, ...] = (),
    tls: bool = False,
) -> Round:
    """Send requests on several connections for some seconds.

    `server` is gunicorn's process id; the processor time of `others` is added to its own.
    """
    processes = (server, *others)
    request = request_bytes(question, host=host)
    counts: list[int] = []
    failures: list[BaseException] = []
    ready = threading.Barrier(connections + 1)
    stop = threading.Event()

    def ask_on() -> None:
        count = 0
        try:
            connection = Connection(port, tls=tls)
            ready.wait(timeout=30)
            while not stop.is_set():
                status, head, _body = connection.ask(request)
                if status != question.status:
                    raise RuntimeError(f"{question.name}: {head!r}")
                count += 1
            connection.socket.close()
        except (OSError, RuntimeError, ValueError) as error:
            failures.append(error)
        counts.append(count)

    threads = [threading.Thread(target=ask_on) for _ in range(connections)]
    for thread in threads:
        thread.start()
    ready.wait(timeout=30)
    began, used = time.monotonic(), sum(map(cpu_seconds, processes))
    stop.wait(seconds)
    stop.set()
    for thread in threads:
        thread.join(timeout=60)
    if failures:
        raise failures[0]
    return Round(
        requests=max(1, sum(counts)),
        seconds=time.monotonic() - began,
        cpu_seconds=sum(map(cpu_seconds, processes)) - used,
    )


def cpu_seconds(server: int) -> float:
    """Return the processor time that a process and its descendants have used so far."""
    total = 0
    for number in process_tree(server):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            words = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
            # Fields 14 to 17 of proc(5): own time and that of children that have ended.
            total += sum(int(word) for word in words[11:15])
    return total / TICK


def process_tree(number: int) -> list[int]:
    """Return the ids of a process and of its descendants."""
    found = [number]
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        # Each thread has its own children: a supervisor may start processes from any.
        for task in Path(f"/proc/{number}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += process_tree(int(child))
    return found
