"""The network that counts as one client in rate limits."""

import ipaddress
from contextlib import suppress


def client_network(address: str) -> str:
    """Return an IPv4 address unchanged, an IPv6 address as its /64 network.

    An IPv4-mapped IPv6 address is returned as IPv4. Text that is no IP address is returned as is.
    """
    with suppress(ValueError):
        parsed = ipaddress.ip_address(address)
        if isinstance(parsed, ipaddress.IPv6Address):
            return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return address
