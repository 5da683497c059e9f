"""One check of an address: HEAD, then GET where a server does not know HEAD; redirects followed.

Each address of a chain of redirects is resolved and checked before it is asked, so that no link
leads into a private network.
"""

import http.client
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings

from newsroom.network.pinned_http import Answer, send
from newsroom.network.public_addresses import RefusedAddressError, resolve

TOTAL_TIMEOUT = 15.0  # seconds
MOST_REDIRECTS = 5
LONGEST_ERROR = 300  # characters
# Answers to HEAD after which GET is tried.
HEAD_UNKNOWN = {400, 403, 404, 405, 406, 410, 500, 501, 503}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What an address answered: a status, or an error where nothing answered."""

    status: int | None = None
    error: str = ""

    @property
    def works(self) -> bool:
        """Return whether a reader who follows the link finds a page."""
        return self.status is not None and 200 <= self.status < 300

    @property
    def refuses_programs(self) -> bool:
        """Return whether the answer says nothing about the page, such as "log in" or "too many".

        Many sites answer so to every program. 999 is LinkedIn's.
        """
        return self.status in (401, 403, 407, 429, 451, 999)

    @property
    def is_private(self) -> bool:
        """Return whether the address may not be asked."""
        return self.error.startswith("RefusedAddressError")


def check(url: str) -> Finding:
    """Ask for an address. Failures of the network or the server are returned, not raised."""
    try:
        return Finding(status=_final_status(url))
    except (RefusedAddressError, OSError, http.client.HTTPException, ValueError) as error:
        message = f"{type(error).__name__}: {error}"
        return Finding(error=message[:LONGEST_ERROR])


def _final_status(url: str) -> int:
    for _step in range(MOST_REDIRECTS + 1):
        answer = _ask(url, method="HEAD")
        if answer.status in HEAD_UNKNOWN:
            answer = _ask(url, method="GET")
        if not (300 <= answer.status < 400 and answer.location):
            return answer.status
        url = urljoin(url, answer.location)
    raise OSError(f"more than {MOST_REDIRECTS} redirects")


def _ask(url: str, *, method: str) -> Answer:
    headers = {"User-Agent": settings.LINK_CHECK_USER_AGENT, "Accept": "*/*"}
    target = resolve(url, plain_http=True)
    return send(target, method=method, headers=headers, total_timeout=TOTAL_TIMEOUT)
