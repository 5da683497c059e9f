"""Only addresses on the public internet are accepted, in every notation."""

import ipaddress
import socket

import pytest

from newsroom.network.public_addresses import (
    RefusedAddressError,
    check_address,
    is_public,
    resolve,
)

PRIVATE = [
    *("127.0.0.1", "0.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.8", "198.18.0.1", "224.0.0.1"),
    *("255.255.255.255", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254"),
    *("ff02::1", "::ffff:7f00:1", "::ffff:169.254.169.254", "::127.0.0.1", "2002:7f00:1::"),
    *("64:ff9b::a00:1", "64:ff9b:1::1", "2001:db8::1", "2001::1", "fec0::1", "100::1"),
]


@pytest.mark.parametrize("text", PRIVATE)
def test_private_addresses_are_not_public(text):
    assert not is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "text", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_public_addresses_are_public(text):
    assert is_public(ipaddress.ip_address(text))


@pytest.mark.parametrize(
    "url",
    [
        "https://127.1/",
        "https://127.0.0.1:8443/hook",
        "https://0x7f000001/",
        "https://2130706433/",
        "https://0177.0.0.1/",
        "https://[::ffff:7f00:1]/",
        "https://[::1]/",
        "https://[fe80::1%25eth0]/",
        "https://169.254.169.254/latest/meta-data/",
        "http://partner.example/",
        "https://user:secret@partner.example/",
        "https://@partner.example/",
        "ftp://partner.example/",
        "file:///etc/passwd",
        "https:///nothing",
        "https://partner.example:99999/",
        "https://[nonsense/",
        "https://partner.example/\r\nHost: inside",
        "https://127.0.0.1./",
    ],
)
def test_urls_refused_without_a_dns_lookup(url):
    with pytest.raises(RefusedAddressError):
        check_address(url)


def resolve_every_name_to(monkeypatch, *addresses: str) -> None:
    """Make every DNS lookup return these addresses."""

    def answer(host, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (text, port)) for text in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", answer)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "::ffff:7f00:1", "fe80::1%eth0"])
def test_a_name_that_resolves_to_a_private_address_is_refused(monkeypatch, address):
    resolve_every_name_to(monkeypatch, address)
    with pytest.raises(RefusedAddressError):
        resolve("https://partner.example/hook")


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    resolve_every_name_to(monkeypatch, "1.1.1.1", "127.0.0.1")
    with pytest.raises(RefusedAddressError):
        resolve("https://partner.example/hook")


def test_the_target_holds_the_address_that_was_checked(monkeypatch):
    resolve_every_name_to(monkeypatch, "1.1.1.1")
    target = resolve("https://partner.example:8443/hook?a=b")
    resolve_every_name_to(monkeypatch, "127.0.0.1")
    assert (target.ip_address, target.port, target.path) == ("1.1.1.1", 8443, "/hook?a=b")
    assert target.host_header == "partner.example:8443"


def test_an_allowed_network_may_be_called(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    assert resolve("http://127.0.0.1:9/").ip_address == "127.0.0.1"
    with pytest.raises(RefusedAddressError):
        resolve("https://10.0.0.1/")


def test_plain_http_is_accepted_only_for_allowed_networks(settings, monkeypatch):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["127.0.0.0/8"]
    resolve_every_name_to(monkeypatch, "1.1.1.1")
    with pytest.raises(RefusedAddressError):
        resolve("http://partner.example/")
