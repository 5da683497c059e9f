"""The addresses on other sites that a statement's body links to."""

from html import unescape
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from newsroom.blocks.stored import outside_addresses

LONGEST_ADDRESS = 2000  # characters


def addresses_in(stored: list[Any]) -> set[str]:
    """Return the http addresses in a stored body, without fragments."""
    found = (_without_fragment(unescape(text)) for text in outside_addresses(stored))
    return {address for address in found if address and len(address) <= LONGEST_ADDRESS}


def host_of(address: str) -> str:
    """Return the host name of an address, at most 255 characters."""
    return (urlsplit(address).hostname or "")[:255]


def _without_fragment(address: str) -> str:
    """Return the address without its fragment; "" where it is none."""
    try:
        parts = urlsplit(address.strip())
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
    except ValueError:
        return ""
    return urlunsplit(parts._replace(fragment=""))
