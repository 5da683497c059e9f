"""Values that a request to the API carries: the state of the content and the rate limit."""

from typing import cast

from django.http import HttpRequest

from newsroom.caching import state_token
from newsroom.caching.state_token import State
from newsroom.partners.api.rate_limits import RateLimitStatus


class _ApiRequest(HttpRequest):
    content_state: State
    rate_limit: RateLimitStatus


def set_content_state(request: HttpRequest, state: State) -> None:
    """Set the state that every part of the response is read at."""
    cast("_ApiRequest", request).content_state = state


def ensure_content_state(request: HttpRequest) -> None:
    """Set the current state if none is set. One query at most."""
    if not hasattr(request, "content_state"):
        set_content_state(request, state_token.current())


def content_state(request: HttpRequest) -> State:
    """Return the state of the request; raises `AttributeError` if none is set."""
    return cast("_ApiRequest", request).content_state


def set_rate_limit(request: HttpRequest, status: RateLimitStatus) -> None:
    """Set the status that the response's `RateLimit` fields report."""
    cast("_ApiRequest", request).rate_limit = status


def rate_limit_headers(request: HttpRequest) -> dict[str, str]:
    """Return the `RateLimit` fields of the response, empty for a request that was not counted."""
    status: RateLimitStatus | None = getattr(request, "rate_limit", None)
    return status.headers if status is not None else {}
