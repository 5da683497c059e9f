"""What do templates ask about alerts?"""

from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.urls import reverse

from search.alerts.forms import AlertForm

register = template.Library()


@register.simple_tag
def alert_address(line: str, kept: list[tuple[str, object]]) -> str:
    """Return where a reader asks for an alert of this search; "" where there are none."""
    if not settings.SEARCH_ALERTS:
        return ""
    pairs = [("q", line)] if line else []
    pairs += [(name, value) for name, value in kept if name != "sort"]
    return f"{reverse('search_alerts')}?{urlencode(pairs)}"


@register.simple_tag
def alert_form() -> AlertForm:
    """Return an empty form."""
    return AlertForm()
