"""Where does the office's own colour come from? A stylesheet of two lines for each site.

The strict content policy allows no inline style, so the colour is a file. Its address carries a
hash of what it says, so that browsers may keep it for ever.
"""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from home.colour import palette
from home.models import OfficeSettings
from home.pages.context_processors import furniture

YEAR = 31_536_000
DEFAULT_ACCENT = OfficeSettings._meta.get_field("accent").default


def office_css(request: HttpRequest) -> HttpResponse:
    """Send the custom properties that the site's accent gives."""
    css = _css(request)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    # A frame of ours on another site has no origin of its own, so this is not the "same".
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.GET.get("v") == _version(css):
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def office_css_url(request: HttpRequest) -> str:
    """Return the address of the site's stylesheet with its version."""
    return f"{reverse('office_css')}?v={_version(_css(request))}"


def _css(request: HttpRequest) -> str:
    office = furniture(request).office
    colours = palette(office.accent if office else DEFAULT_ACCENT)
    return f":root{{--accent:{colours.accent};--accent-dark:{colours.accent_dark}}}\n"


def _version(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:12]
