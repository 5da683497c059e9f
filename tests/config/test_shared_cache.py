"""The shared cache, with a real server that runs, stops and hangs.

Pages use it for what they can also compute, so they never wait for it longer than a moment.
"""

import time
from collections.abc import Iterator

import pytest

from config import shared_cache
from config.environment import cache_settings
from config.shared_cache import PAUSE, TIMEOUT, SharedCache
from newsroom.caching.page_store import StoredResponse
from tests import cache_server
from tests.cache_server import CacheServer

pytestmark = pytest.mark.needs("redis")
# Many calls together wait for a server that is away once, plus what a slow machine needs.
MOMENT = TIMEOUT + 1.0


@pytest.fixture(scope="module")
def running_server() -> Iterator[CacheServer]:
    """One server for the module."""
    with cache_server.running() as server:
        yield server


@pytest.fixture
def server(running_server) -> Iterator[CacheServer]:
    """A running server, whatever the test does with it."""
    shared_cache.forget_outages()
    yield running_server
    running_server.stop()
    running_server.start()
    shared_cache.forget_outages()


def connect(server: CacheServer, *, release: str = "one") -> SharedCache:
    """Return the cache of a process of a release."""
    params = {"KEY_PREFIX": f"lectern-{release}"}
    return SharedCache(f"redis://127.0.0.1:{server.port}/0", params)


def use(cache: SharedCache) -> None:
    """Do everything that a cache can be asked for; a missing value is the result of each."""
    assert cache.get("absent", "default") == "default"
    assert cache.get_many(["absent", "missing"]) == {}
    assert cache.set_many({"a": 1}) == ["a"]
    assert cache.has_key("absent") is False
    assert cache.add("b", 1) is False
    assert cache.touch("absent") is False
    assert cache.delete("absent") is False
    cache.set("c", 1)
    cache.delete_many(["c"])
    cache.clear()


def seconds(action, *arguments: object) -> float:
    """Return how long a call took."""
    began = time.monotonic()
    action(*arguments)
    return time.monotonic() - began


def test_what_one_process_stores_the_others_read(server):
    page = StoredResponse(
        token="t",
        status=200,
        headers=(("Content-Type", "text/html"),),
        body="tŷ".encode(),
        etag='"e"',
        briefly_shared=True,
        is_whole=True,
        stored_at=1.5,
    )
    connect(server).set("page", page, 60)
    connect(server).set_many({"one": 1, "text": "Cymraeg"}, 60)

    other = connect(server)
    assert other.get("page") == page
    assert other.get_many(["one", "text", "none"]) == {"one": 1, "text": "Cymraeg"}
    assert other.add("one", 2) is False
    assert other.has_key("text") is True
    assert other.delete("text") is True
    assert other.get("text") is None


def test_another_release_does_not_read_them(server):
    connect(server, release="one").set("page", "made by old templates")

    assert connect(server, release="two").get("page") is None


def test_a_stopped_server_is_an_empty_cache(server):
    cache = connect(server)
    cache.set("absent", "written before")
    server.stop()

    assert seconds(use, cache) < MOMENT
    assert cache.is_available() is False


def test_a_hanging_server_costs_one_moment_in_all_threads(server):
    cache, of_another_thread = connect(server), connect(server)
    cache.set("absent", "written before")
    server.pause()

    assert seconds(use, cache) < MOMENT
    assert seconds(use, of_another_thread) < 0.1


def test_a_server_that_hangs_while_connecting_costs_one_moment(server):
    server.pause()

    assert seconds(use, connect(server)) < MOMENT


def test_a_server_that_returns_is_used_again(server, monkeypatch):
    monkeypatch.setattr(shared_cache, "PAUSE", 0.3)
    cache = connect(server)
    server.stop()
    assert cache.get("page") is None
    server.start()
    cache.set("page", "not yet")
    assert connect(server).get("page") is None

    time.sleep(0.4)
    cache.set("page", "stored")

    assert cache.get("page") == "stored"
    assert cache.is_available() is True


def test_an_outage_is_one_line_of_the_log(server, caplog):
    cache = connect(server)
    server.stop()

    for _ in range(20):
        cache.get("page")

    assert [record.getMessage() for record in caplog.records] == [
        f"The shared cache does not answer (ConnectionError); it is asked again in {PAUSE:.0f} s"
    ]


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("redis://cache.example:6379/1", "redis://cache.example:6379/1"),
        ("rediss://name:p%40ss@cache.example/0", "rediss://name:p%40ss@cache.example/0"),
        ("valkey://cache.example:6379/1", "redis://cache.example:6379/1"),
        ("valkeys://:word@cache.example", "rediss://:word@cache.example"),
    ],
)
def test_the_address_keeps_its_user_and_password(monkeypatch, url, location):
    monkeypatch.setenv("CACHE_URL", url)

    assert cache_settings(release=lambda: "r1") == {
        "BACKEND": "config.shared_cache.SharedCache",
        "LOCATION": location,
        "KEY_PREFIX": "lectern-r1",
    }


def test_without_an_address_each_process_has_its_own(monkeypatch):
    monkeypatch.delenv("CACHE_URL", raising=False)

    settings = cache_settings(release=lambda: pytest.fail("nobody shares the cache"))

    assert settings["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
