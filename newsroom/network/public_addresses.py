"""May this address be called? Only one that lies on the public internet, or that was allowed.

An address is looked at when it is entered, for a quick answer, and each time it is called: names
may lead elsewhere by then, so only the numeric address that was judged is connected to.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

Numeric = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
# Not public whatever Python's own table of this version says.
NEVER = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24"),
        *("198.18.0.0/15", "224.0.0.0/3"),
        "168.63.129.16/32",  # a cloud's own services, at an address that looks public
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20"),
        *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
]
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class RefusedAddressError(ValueError):
    """This address is not called; the message says why, to whoever entered it."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where to connect: the numeric address that was judged, and the name that is asked for."""

    scheme: str
    host: str
    port: int
    numeric: str
    path: str

    @property
    def host_header(self) -> str:
        """Return the host as HTTP names it."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def check_address(url: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and path; raises `RefusedAddressError` without asking any network.

    Names are not resolved here: `resolve` does, when the address is called.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise RefusedAddressError(_("This is not an address.")) from error
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in PORTS or not host or any(ord(letter) < 33 for letter in url):
        raise RefusedAddressError(_("An address begins with https:// and a host."))
    if parts.username is not None or parts.password is not None:
        raise RefusedAddressError(_("An address must not hold a user name or password."))
    if parts.scheme == "http" and not _allowed_networks():
        raise RefusedAddressError(_("An address begins with https:// and a host."))
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError as error:
        raise RefusedAddressError(_("This is not an address.")) from error
    literal = _literal(host)
    if literal is not None:
        _judge(literal)
    path = parts.path or "/"
    return (
        parts.scheme,
        host,
        port or PORTS[parts.scheme],
        path + (f"?{parts.query}" if parts.query else ""),
    )


def resolve(url: str) -> Target:
    """Return where to connect for `url`; raises `RefusedAddressError`, or `OSError` for no answer.

    Every address that the name has must be public: one private among them is an attack.
    """
    scheme, host, port, path = check_address(url)
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    found = [_numeric(str(row[4][0])) for row in rows]
    if not found:
        raise RefusedAddressError(_("This name has no address."))
    for one in found:
        _judge(one)
        if scheme == "http" and not is_allowed(one):
            raise RefusedAddressError(_("An address begins with https:// and a host."))
    return Target(scheme=scheme, host=host, port=port, numeric=str(found[0]), path=path)


def is_public(address: Numeric) -> bool:
    """Return whether the address, or the IPv4 address inside it, lies on the public internet."""
    inner = _inner(address)
    if inner is not None:
        return is_public(inner)
    if any(address.version == network.version and address in network for network in NEVER):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_allowed(address: Numeric) -> bool:
    """Return whether the operator has allowed this network although it is not public."""
    plain = _inner(address) or address
    return any(
        plain.version == network.version and plain in network for network in _allowed_networks()
    )


def _judge(address: Numeric) -> None:
    if not (is_public(address) or is_allowed(address)):
        raise RefusedAddressError(_("This address lies in a private network, which is not called."))


def _inner(address: Numeric) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address stands for, if it does."""
    if address.version == 4:
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _literal(host: str) -> Numeric | None:
    """Return the address that `host` spells, also as `127.1` or `0x7f000001`."""
    try:
        return _numeric(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _numeric(text: str) -> Numeric:
    return ipaddress.ip_address(text.partition("%")[0])


def _allowed_networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [
        ipaddress.ip_network(text.strip(), strict=False)
        for text in settings.WEBHOOK_ALLOWED_NETWORKS
        if text.strip()
    ]
