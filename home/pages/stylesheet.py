"""The stylesheet with an office's accent colour.

It is a file of its own because the content security policy allows no inline style. Its address
contains a hash of its content, so that browsers may cache it for a year.
"""

import hashlib

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from home.colour import accent_palette
from home.models import OfficeSettings
from home.pages.context_processors import site_context

YEAR = 31_536_000  # seconds
DEFAULT_ACCENT = OfficeSettings._meta.get_field("accent").default


def office_css(request: HttpRequest) -> HttpResponse:
    """Respond with the custom properties of the site's accent."""
    css = _css(request)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    # Embeds on other sites have an opaque origin, which "same-origin" would block.
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    if request.GET.get("v") == _version(css):
        response["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


def office_css_url(request: HttpRequest) -> str:
    """Return the address of the site's stylesheet with its version."""
    return f"{reverse('office_css')}?v={_version(_css(request))}"


def _css(request: HttpRequest) -> str:
    office = site_context(request).office
    colours = accent_palette(office.accent if office else DEFAULT_ACCENT)
    return f":root{{--accent:{colours.accent};--accent-dark:{colours.accent_dark}}}\n"


def _version(css: str) -> str:
    return hashlib.sha256(css.encode()).hexdigest()[:12]
