"""Protection against server-side request forgery: the addresses that the server may call.

An address may be called if it is on the public internet or in `WEBHOOK_ALLOWED_NETWORKS`. It is
checked when it is entered, for immediate feedback, and again before each call. A host name can
resolve differently by then, so the caller connects to the IP address that was checked, never to the
name.
"""

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
PORTS = {"http": 80, "https": 443}
# Never public. Listed here because Python's own table differs between versions.
BLOCKED_NETWORKS = [
    ipaddress.ip_network(text)
    for text in (
        *("0.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "192.0.0.0/24", "192.88.99.0/24"),
        *("198.18.0.0/15", "224.0.0.0/3"),
        "168.63.129.16/32",  # platform services of Azure, at a public-looking address
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "3fff::/20"),
        *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
]
NAT64_NETWORK = ipaddress.ip_network("64:ff9b::/96")


class RefusedAddressError(ValueError):
    """The address must not be called; the translated message gives the reason."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A checked destination: the IP address to connect to and the host name to request."""

    scheme: str
    host: str
    port: int
    ip_address: str
    path: str

    @property
    def host_header(self) -> str:
        """Return the value of the HTTP `Host` header."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return name if self.port == PORTS[self.scheme] else f"{name}:{self.port}"


def check_address(url: str, *, plain_http: bool = False) -> tuple[str, str, int, str]:
    """Return scheme, host, port and path of an allowed URL; raises `RefusedAddressError`.

    http:// is allowed with `plain_http`, and within the networks that the operator allowed.
    Makes no network request: host names are resolved by `resolve`, when the address is called.
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
    if parts.scheme == "http" and not plain_http and not _allowed_networks():
        raise RefusedAddressError(_("An address begins with https:// and a host."))
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError as error:
        raise RefusedAddressError(_("This is not an address.")) from error
    literal = _parse_ip_literal(host)
    if literal is not None:
        _require_callable(literal)
    path = parts.path or "/"
    return (
        parts.scheme,
        host,
        port or PORTS[parts.scheme],
        path + (f"?{parts.query}" if parts.query else ""),
    )


def resolve(url: str, *, plain_http: bool = False) -> Target:
    """Return the destination of `url`; raises `RefusedAddressError`, or `OSError` if DNS fails.

    Every address of the name must be callable: one private address among them is an attack.
    """
    scheme, host, port, path = check_address(url, plain_http=plain_http)
    rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    addresses = [_parse_ip(str(row[4][0])) for row in rows]
    if not addresses:
        raise RefusedAddressError(_("This name has no address."))
    for address in addresses:
        _require_callable(address)
        if scheme == "http" and not plain_http and not is_allowed(address):
            raise RefusedAddressError(_("An address begins with https:// and a host."))
    return Target(scheme=scheme, host=host, port=port, ip_address=str(addresses[0]), path=path)


def is_public(address: IPAddress) -> bool:
    """Return whether the address, or the IPv4 address embedded in it, is on the public internet."""
    inner = _embedded_ipv4(address)
    if inner is not None:
        return is_public(inner)
    if any(
        address.version == network.version and address in network for network in BLOCKED_NETWORKS
    ):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def is_allowed(address: IPAddress) -> bool:
    """Return whether the address is in a network that the operator allowed."""
    plain = _embedded_ipv4(address) or address
    return any(
        plain.version == network.version and plain in network for network in _allowed_networks()
    )


def _require_callable(address: IPAddress) -> None:
    if not (is_public(address) or is_allowed(address)):
        raise RefusedAddressError(_("This address lies in a private network, which is not called."))


def _embedded_ipv4(address: IPAddress) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address of a mapped, 6to4 or NAT64 address, None for any other."""
    if address.version == 4:
        return None
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in NAT64_NETWORK:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _parse_ip_literal(host: str) -> IPAddress | None:
    """Return the IP address that `host` is written as, including `127.1` and `0x7f000001`."""
    try:
        return _parse_ip(host)
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def _parse_ip(text: str) -> IPAddress:
    return ipaddress.ip_address(text.partition("%")[0])


def _allowed_networks() -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    return [
        ipaddress.ip_network(text.strip(), strict=False)
        for text in settings.WEBHOOK_ALLOWED_NETWORKS
        if text.strip()
    ]
