"""The site and state of a public request, and values that are computed once for a state."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar, cast

from django.http import HttpRequest
from wagtail.models import Site

from newsroom.caching.state_token import State
from newsroom.faults.parts import number_left_out

MAX_VALUES = 5_000
MISSING = object()

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class _PublicRequest(HttpRequest):
    _wagtail_site: Site
    site_state: State


class _Values:
    """A least-recently-used cache of values, each with the token of its state. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: OrderedDict[Hashable, tuple[str, object]] = OrderedDict()

    def get(self, key: Hashable, *, token: str) -> object:
        """Return the value of this state, or `MISSING`."""
        with self._lock:
            found = self._values.get(key)
            if found is not None and found[0] == token:
                self._values.move_to_end(key)
                return found[1]
        return MISSING

    def put(self, key: Hashable, *, token: str, value: object) -> None:
        with self._lock:
            self._values[key] = (token, value)
            self._values.move_to_end(key)
            if len(self._values) > MAX_VALUES:
                self._values.popitem(last=False)

    def get_or_compute(self, key: Hashable, *, token: str, compute: Callable[[], Value]) -> Value:
        found = self.get(key, token=token)
        if found is not MISSING:
            return cast("Value", found)
        left_out = number_left_out()
        value = compute()
        if number_left_out() == left_out:
            self.put(key, token=token, value=value)
        return value

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


_values = _Values()


def set_site_state(request: HttpRequest, *, site: Site, state: State) -> None:
    """Set the site of the request and the state that its response is rendered from."""
    public_request = cast("_PublicRequest", request)
    public_request._wagtail_site = site
    public_request.site_state = state


def copy_site_state(source: HttpRequest, target: HttpRequest) -> None:
    """Give `target` the site and state of `source`."""
    public_source = cast("_PublicRequest", source)
    set_site_state(target, site=public_source._wagtail_site, state=public_source.site_state)


def has_state(request: HttpRequest | None) -> bool:
    """Return whether the response is rendered from a state, so that values are shared."""
    return getattr(request, "site_state", None) is not None


def once_per_state(
    request: HttpRequest | None, key: Hashable, compute: Callable[[], Value]
) -> Value:
    """Return the value of `compute`, which is called once in each process for a state of the site.

    `key` must hold everything that the value depends on beside the site's content, such as the
    language. The value is shared by requests and threads, so nobody may change it. A request
    without a state, as in the admin, computes it. A value without a part that failed is not stored.
    """
    state = getattr(request, "site_state", None)
    if request is None or state is None:
        return compute()
    site = cast("_PublicRequest", request)._wagtail_site
    return _values.get_or_compute((site.pk, key), token=state.token, compute=compute)


def all_once_per_state(
    request: HttpRequest | None,
    name: str,
    keys: Sequence[Key],
    compute: Callable[[list[Key]], Mapping[Key, Value]],
) -> dict[Key, Value]:
    """Return a value for each key; `compute` is called once with those that are not known yet.

    Otherwise as `once_per_state`. Keys that `compute` returns no value for are left out.
    """
    state = getattr(request, "site_state", None)
    if request is None or state is None:
        return dict(compute(list(keys))) if keys else {}
    site_id = cast("_PublicRequest", request)._wagtail_site.pk
    found: dict[Key, Value] = {}
    missing: list[Key] = []
    for key in keys:
        value = _values.get((site_id, (name, key)), token=state.token)
        if value is MISSING:
            missing.append(key)
        else:
            found[key] = cast("Value", value)
    if missing:
        left_out = number_left_out()
        computed_values = compute(missing)
        is_whole = number_left_out() == left_out
        for key, computed in computed_values.items():
            found[key] = computed
            if is_whole:
                _values.put((site_id, (name, key)), token=state.token, value=computed)
    return found


def clear_values() -> None:
    """Remove the values of this process."""
    _values.clear()
