"""HTTP client for webhooks: one POST, no redirects, strict timeouts, a checked IP address.

The name is resolved and checked, then the client connects to exactly that IP address; TLS and the
Host header still use the host name. No proxy of the environment is used, no response body is read.
"""

import http.client
import socket
import ssl
import threading
import time
from dataclasses import dataclass

from newsroom.network.public_addresses import RefusedAddressError, Target, resolve

CONNECT_TIMEOUT = 5.0  # seconds
TOTAL_TIMEOUT = 10.0  # seconds
LONGEST_ERROR = 300  # characters


@dataclass(frozen=True, kw_only=True)
class CallResult:
    """The outcome of a call: an HTTP status, or an error without one."""

    milliseconds: int
    status: int | None = None
    error: str = ""

    @property
    def is_success(self) -> bool:
        """Return whether the partner accepted the message."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Return whether the partner answered 410 Gone and wants no further calls."""
        return self.status == http.HTTPStatus.GONE


class _PinnedConnection(http.client.HTTPConnection):
    """Connects to the checked IP address, whatever the name resolves to by then."""

    def __init__(self, target: Target) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_TIMEOUT)
        self.target = target

    def connect(self) -> None:
        """Connect; for https, verify TLS against the host name."""
        self.sock = socket.create_connection(
            (self.target.ip_address, self.target.port), timeout=CONNECT_TIMEOUT
        )
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.target.host)


def post(url: str, *, body: bytes, headers: dict[str, str]) -> CallResult:
    """POST `body` to `url`. Failures of the network or the partner are returned, not raised."""
    started = time.monotonic()
    try:
        status = _send(resolve(url), body=body, headers=headers)
    except (RefusedAddressError, OSError, http.client.HTTPException, ValueError) as error:
        message = f"{type(error).__name__}: {error}"
        return CallResult(milliseconds=_since(started), error=message[:LONGEST_ERROR])
    message = "A redirect is not followed." if 300 <= status < 400 else ""
    return CallResult(milliseconds=_since(started), status=status, error=message)


def _send(target: Target, *, body: bytes, headers: dict[str, str]) -> int:
    connection = _PinnedConnection(target)
    # The socket's timeout restarts with each byte; this timer also ends a slow trickle.
    guard = threading.Timer(TOTAL_TIMEOUT, _shut_down, args=(connection,))
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


def _shut_down(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
