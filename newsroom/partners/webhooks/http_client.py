"""HTTP client for webhooks: one POST to a checked IP address, without redirects."""

import http.client
import time
from dataclasses import dataclass

from newsroom.network.pinned_http import send
from newsroom.network.public_addresses import RefusedAddressError, Target, resolve

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
    answer = send(target, method="POST", headers=headers, body=body, total_timeout=TOTAL_TIMEOUT)
    return answer.status


def _since(started: float) -> int:
    return int((time.monotonic() - started) * 1000)
