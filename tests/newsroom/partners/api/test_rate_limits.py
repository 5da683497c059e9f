"""Rate limits hold for every client and across processes."""

import re

import pytest

from newsroom.models import RequestWindow
from newsroom.partners.api import rate_limits
from tests.newsroom.partners.api.conftest import make_key


def remaining(reply) -> int:
    return int(re.search(r"r=(\d+)", reply.headers["RateLimit"])[1])


@pytest.fixture
def _limit_of_five(settings):
    settings.API_REQUESTS_PER_MINUTE = 5


@pytest.mark.usefixtures("_limit_of_five", "_stopped_clock")
def test_the_limit_counts_down_to_429(ask, office):
    replies = [ask("sites/") for _ in range(7)]
    assert [reply.status for reply in replies] == [200] * 5 + [429] * 2
    assert [remaining(reply) for reply in replies] == [4, 3, 2, 1, 0, 0, 0]
    assert replies[0].headers["RateLimit-Policy"] == '"address";q=5;w=60'
    refused = replies[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "no-store" in refused.headers["Cache-Control"]


@pytest.fixture
def _stopped_clock(monkeypatch):
    """Stop the clock, so that no test spans two minutes."""
    monkeypatch.setattr(rate_limits.time, "time", lambda: 1_800_000_030.0)


@pytest.mark.usefixtures("_limit_of_five", "_stopped_clock")
def test_processes_share_one_limit(ask, office):
    statuses = []
    for _ in range(7):
        rate_limits.clear_leases()  # like another process
        statuses.append(ask("sites/").status)
    assert statuses == [200] * 5 + [429] * 2


@pytest.mark.usefixtures("_stopped_clock")
def test_leases_never_exceed_the_limit(ask, office, settings):
    settings.API_REQUESTS_PER_MINUTE = 130  # leases of two
    granted = 0
    for number in range(150):
        if number % 3 == 0:
            rate_limits.clear_leases()
        granted += ask("sites/").status == 200
    assert 60 < granted <= 130


@pytest.mark.usefixtures("_limit_of_five", "_stopped_clock")
def test_a_key_has_its_own_limit(ask, office):
    for _ in range(5):
        ask("sites/")
    _key, token = make_key(office, limit_per_minute=7)
    reply = ask("sites/", token=token)
    assert reply.headers["RateLimit-Policy"] == '"partner";q=7;w=60'
    assert remaining(reply) == 6
    assert ask("sites/").status == 429


@pytest.mark.usefixtures("_limit_of_five", "_stopped_clock")
def test_a_forged_forwarding_header_is_ignored(ask, office):
    statuses = [
        ask("sites/", headers={"X-Forwarded-For": f"203.0.113.{number}"}).status
        for number in range(7)
    ]
    assert statuses.count(429) == 2


@pytest.mark.usefixtures("_limit_of_five", "_stopped_clock")
def test_clients_behind_a_trusted_proxy_count_separately(ask, office, settings):
    settings.TRUSTED_PROXIES = 1
    statuses = [
        ask("sites/", headers={"X-Forwarded-For": f"203.0.113.{number}"}).status
        for number in range(7)
    ]
    assert statuses == [200] * 7


def test_an_ipv6_network_counts_as_one_client():
    same = {
        rate_limits._anonymous_client("2001:db8::1"),
        rate_limits._anonymous_client("2001:db8::ffff"),
    }
    assert len(same) == 1
    assert rate_limits._anonymous_client("2001:db8:1::1") not in same
    assert rate_limits._anonymous_client("::ffff:192.0.2.1") == rate_limits._anonymous_client(
        "192.0.2.1"
    )


def test_no_ip_address_is_stored(ask, office):
    ask("sites/")
    assert "127.0.0.1" not in RequestWindow.objects.get().client


def test_counts_of_past_minutes_are_deleted(ask, office):
    ask("sites/")
    RequestWindow.objects.update(started=1)
    assert rate_limits.prune_windows() == "1 counts deleted"
