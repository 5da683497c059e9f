"""Template tags for e-mail alerts."""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse

from search.alerts.forms import AlertForm

register = template.Library()


@register.simple_tag
def alert_address(line: str, filter_pairs: list[tuple[str, object]]) -> str:
    """Return where a reader requests an alert for a search, "" where alerts are switched off.

    `filter_pairs` are the parameters of the search's filters.
    """
    if not settings.SEARCH_ALERTS:
        return ""
    pairs: list[tuple[str, object]] = [("q", line)] if line else []
    pairs += [(name, value) for name, value in filter_pairs if name != "sort"]
    return f"{reverse('search_alerts')}?{urlencode(pairs)}"


@register.simple_tag
def alert_form() -> AlertForm:
    """Return an empty form that requests an alert."""
    return AlertForm()
