"""Cache backend for Redis and Valkey that is merely empty while the server is away.

Django's backend raises an error on every use of a cache that is away, and waits for one that does
not answer. This one waits a moment, then does without the server for some seconds.
"""

import logging
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

logger = logging.getLogger(__name__)

TIMEOUT = 0.25  # seconds to connect, and to wait for an answer
PAUSE = 5.0  # seconds without the server after it did not answer

Result = TypeVar("Result")

# When each server is asked again, by its address. All threads of a process share this.
_asked_again_at: dict[str, float] = {}


class SharedCache(RedisCache):
    """A cache that all processes and hosts share, and that no page depends on."""

    def __init__(self, server: str, params: dict[str, object]) -> None:
        options = {
            "socket_connect_timeout": TIMEOUT,
            "socket_timeout": TIMEOUT,
            "retry": Retry(NoBackoff(), 0),
        }
        super().__init__(server, {**params, "OPTIONS": options})
        self._address = server

    def add(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> bool:
        """Store the value if there is none; return whether it was stored."""
        return self._attempt(
            lambda: bool(super(SharedCache, self).add(key, value, timeout, version)), False
        )

    def get(self, key: str, default: object = None, version: int | None = None) -> object:
        """Return the value, `default` where there is none."""
        return self._attempt(lambda: super(SharedCache, self).get(key, default, version), default)

    def set(
        self,
        key: str,
        value: object,
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> None:
        """Store the value."""
        self._attempt(lambda: super(SharedCache, self).set(key, value, timeout, version), None)

    def touch(
        self, key: str, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        """Set another time of expiry; return whether there is a value."""
        return self._attempt(
            lambda: bool(super(SharedCache, self).touch(key, timeout, version)), False
        )

    def delete(self, key: str, version: int | None = None) -> bool:
        """Delete the value; return whether there was one."""
        return self._attempt(lambda: bool(super(SharedCache, self).delete(key, version)), False)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, object]:
        """Return the values that there are, by key."""
        listed = list(keys)
        if not listed:
            return {}
        return self._attempt(lambda: super(SharedCache, self).get_many(listed, version), {})

    def set_many(
        self,
        data: dict[str, object],
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[str]:
        """Store the values; return the keys that were not stored."""
        return self._attempt(
            lambda: super(SharedCache, self).set_many(data, timeout, version), list(data)
        )

    def delete_many(self, keys: Iterable[str], version: int | None = None) -> None:
        """Delete the values."""
        listed = list(keys)
        self._attempt(lambda: super(SharedCache, self).delete_many(listed, version), None)

    def has_key(self, key: str, version: int | None = None) -> bool:
        """Return whether there is a value."""
        return self._attempt(lambda: bool(super(SharedCache, self).has_key(key, version)), False)

    def clear(self) -> None:
        """Delete all values."""
        self._attempt(super().clear, None)

    def is_available(self) -> bool:
        """Return whether the server answers now."""
        try:
            super().has_key("probe")
        except (RedisError, OSError):
            return False
        return True

    def _attempt(self, operation: Callable[[], Result], otherwise: Result) -> Result:
        """Return the operation's result, or `otherwise` while the server is away."""
        now = time.monotonic()
        asked_again_at = _asked_again_at.get(self._address, 0.0)
        if now < asked_again_at:
            return otherwise
        if asked_again_at:
            # One thread asks whether the server is back; the others go on without it.
            _asked_again_at[self._address] = now + PAUSE
        try:
            result = operation()
        except (RedisConnectionError, RedisTimeoutError, OSError) as error:
            _asked_again_at[self._address] = time.monotonic() + PAUSE
            logger.warning(
                "The shared cache does not answer (%s); it is asked again in %d s",
                type(error).__name__,
                PAUSE,
            )
            return otherwise
        except RedisError as error:
            logger.warning("The shared cache refuses: %s", error)
            return otherwise
        _asked_again_at.pop(self._address, None)
        return result


def forget_outages() -> None:
    """Ask every server again at once."""
    _asked_again_at.clear()
