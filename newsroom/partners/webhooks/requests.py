"""How is a partner's address called? Once, without redirects, within seconds, at a judged address.

The name is resolved and judged, then exactly that numeric address is connected to; TLS and the Host
header still name the host. No proxy of the environment is used, no body of an answer is read.
"""

import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from newsroom.network.public_addresses import RefusedAddressError, Target, resolve

SECONDS_TO_CONNECT = 5.0
SECONDS_IN_ALL = 10.0
LONGEST_ERROR = 300


@dataclass(frozen=True, kw_only=True)
class Answer:
    """How a call ended: with a status, or with an error and none."""

    milliseconds: int
    status: int | None = None
    error: str = ""

    @property
    def is_success(self) -> bool:
        """Return whether the partner took the message."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def wants_no_more(self) -> bool:
        """Return whether the partner says that nothing is there any more."""
        return self.status == http.HTTPStatus.GONE


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to the judged address, whatever the name leads to by now."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS_TO_CONNECT)
        self.target = target

    def connect(self) -> None:
        """Connect, and for https speak TLS with the host that was named."""
        self.sock = socket.create_connection(
            (self.target.numeric, self.target.port), timeout=SECONDS_TO_CONNECT
        )
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.target.host)


def call(url: str, *, body: bytes, headers: dict[str, str]) -> Answer:
    """POST `body` to `url`. Never raises for what the network or the partner does."""
    started = time.monotonic()
    try:
        status = _post(resolve(url), body=body, headers=headers)
    except (RefusedAddressError, OSError, http.client.HTTPException, ValueError) as error:
        text = f"{type(error).__name__}: {error}"
        return Answer(milliseconds=_since(started), error=text[:LONGEST_ERROR])
    error = "A redirect is not followed." if 300 <= status < 400 else ""
    return Answer(milliseconds=_since(started), status=status, error=error)


def _post(target: Target, *, body: bytes, headers: dict[str, str]) -> int:
    connection = _PinnedConnection(target)
    # A timeout of the socket counts anew with each byte; this one ends a trickle too.
    guard = threading.Timer(SECONDS_IN_ALL, _cut, args=(connection,))
    guard.daemon = True
    guard.start()
    try:
        connection.putrequest("POST", target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": target.host_header, **headers}.items():
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.putheader("Connection", "close")
        connection.endheaders(body)
        return connection.getresponse().status
    finally:
        guard.cancel()
        connection.close()


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
