"""Whose site is this? Every template knows the office and its navigation."""

from django.http import HttpRequest


def office(request: HttpRequest) -> dict:
    """Return the office's settings of the request's site."""
    return {}
