"""Which readers count as one, where askings are counted by where they come from?"""

import ipaddress
from contextlib import suppress


def network_of(address: str) -> str:
    """Return an IPv4 address as it is, an IPv6 one as its network of 64 bits."""
    with suppress(ValueError):
        parsed = ipaddress.ip_address(address)
        if isinstance(parsed, ipaddress.IPv6Address):
            return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return address
