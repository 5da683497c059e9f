"""HTTP requests to a checked IP address, with strict timeouts and without redirects.

The name is resolved and checked, then the client connects to exactly that IP address; TLS and the
Host header still use the host name. No proxy of the environment is used, no response body is read.
"""

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from newsroom.network.public_addresses import Target

CONNECT_TIMEOUT = 5.0  # seconds


@dataclass(frozen=True, kw_only=True)
class Answer:
    """Status of an HTTP response, and the address in its `Location` header or ""."""

    status: int
    location: str = ""


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


def send(
    target: Target,
    *,
    method: str,
    headers: Mapping[str, str],
    total_timeout: float,
    body: bytes | None = None,
) -> Answer:
    """Send a request and return the answer's status; `total_timeout` is in seconds.

    Raises `OSError` or `http.client.HTTPException` where no answer comes.
    """
    connection = _PinnedConnection(target)
    # The socket's timeout restarts with each byte; this timer also ends a slow trickle.
    guard = threading.Timer(total_timeout, _shut_down, args=(connection,))
    guard.daemon = True
    guard.start()
    try:
        connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"Host": target.host_header, **headers}.items():
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.putheader("Connection", "close")
        connection.endheaders(body)
        response = connection.getresponse()
        return Answer(status=response.status, location=response.getheader("Location") or "")
    finally:
        guard.cancel()
        connection.close()


def _shut_down(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        try:
            connection.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return
