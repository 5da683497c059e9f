"""The tests of Mozilla's HTTP Observatory and their points, applied to responses.

The points are those of `src/grader/charts.js` of mdn/mdn-http-observatory (2026): 100 without any,
A+ from 100 on. Only what a response can show is judged; certificates and the list of preloaded
hosts are not.
"""

import re
from urllib.parse import urlsplit

from django.http import HttpResponseBase

SIX_MONTHS = 15_768_000  # seconds
PRIVATE_REFERRERS = {
    *("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"),
}
UNSAFE = {"'unsafe-inline'", "data:", "https:", "http:", "*"}
# What a page without cookies has at best: all but points for preloading and for `integrity` on a
# site's own scripts.
FULL_MARKS = {
    "content-security-policy": 10,
    "cookies": 0,
    "cross-origin-resource-policy": 10,
    "cross-origin-resource-sharing": 0,
    "referrer-policy": 5,
    "strict-transport-security": 0,
    "subresource-integrity": 0,
    "x-content-type-options": 0,
    "x-frame-options": 5,
}


def points(response: HttpResponseBase, *, host: str) -> dict[str, int]:
    """Return the points of each test for a response that was sent over HTTPS from `host`."""
    return {
        "content-security-policy": _policy(response),
        "cookies": _cookies(response),
        "cross-origin-resource-policy": _resource_policy(response),
        "cross-origin-resource-sharing": _sharing(response),
        "referrer-policy": _referrer(response),
        "strict-transport-security": _transport(response),
        "subresource-integrity": _scripts(response, host=host),
        "x-content-type-options": 0 if response.get("X-Content-Type-Options") == "nosniff" else -5,
        "x-frame-options": _framing(response),
    }


def _directives(response: HttpResponseBase) -> dict[str, set[str]]:
    parts = [part.split() for part in response.get("Content-Security-Policy", "").split(";")]
    return {part[0]: set(part[1:]) for part in parts if part}


def _policy(response: HttpResponseBase) -> int:
    found = _directives(response)
    if not found:
        return -25
    default = found.get("default-src", {"*"})
    scripts, objects = found.get("script-src", default), found.get("object-src", default)
    styles, forms = found.get("style-src", default), found.get("form-action", {"*"})
    pictures = found.get("img-src", default) | found.get("media-src", default)
    if scripts & UNSAFE or objects & UNSAFE:
        return -20
    if any("http:" in source for sources in found.values() for source in sources):
        return -10 if any("http:" in source for source in pictures) else -20
    if "'unsafe-eval'" in scripts:
        return -10
    if styles & UNSAFE:
        return 0
    return 10 if default == {"'none'"} and forms <= {"'self'", "'none'"} else 5


def _cookies(response: HttpResponseBase) -> int:
    cookies = [cookie for cookie in response.cookies.values() if cookie.value]  # others end
    if any(not cookie["httponly"] for cookie in cookies):
        return -30
    if any(not cookie["secure"] for cookie in cookies):
        return -40
    if any(cookie["samesite"] not in ("Lax", "Strict") for cookie in cookies):
        return -20
    return 5 if cookies else 0


def _resource_policy(response: HttpResponseBase) -> int:
    values = {"same-origin": 10, "same-site": 10, "cross-origin": 0, "": 0}
    return values.get(response.get("Cross-Origin-Resource-Policy", ""), -5)


def _sharing(response: HttpResponseBase) -> int:
    return -50 if response.has_header("Access-Control-Allow-Credentials") else 0


def _referrer(response: HttpResponseBase) -> int:
    policy = response.get("Referrer-Policy", "")
    return 5 if policy in PRIVATE_REFERRERS else -5 if policy else 0


def _transport(response: HttpResponseBase) -> int:
    age = re.search(r"max-age=(\d+)", response.get("Strict-Transport-Security", ""))
    if age is None:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def _scripts(response: HttpResponseBase, *, host: str) -> int:
    if not is_html(response):
        return 0
    worst = 0
    for attributes in re.findall(r"<script([^>]*)>", response.content.decode()):
        source = re.search(r"src=[\"\']?([^\"\'\s>]+)", attributes)
        parts = urlsplit(source[1]) if source else None
        if parts is None or not parts.netloc or parts.netloc == host:
            continue
        if parts.scheme != "https":
            worst = min(worst, -20 if "integrity=" in attributes else -50)
        elif "integrity=" not in attributes:
            worst = min(worst, -5)
    return worst


def _framing(response: HttpResponseBase) -> int:
    if "frame-ancestors" in _directives(response):
        return 5
    return 0 if response.get("X-Frame-Options", "").upper() in ("DENY", "SAMEORIGIN") else -20


def is_html(response: HttpResponseBase) -> bool:
    """Return whether the response is a page."""
    return response.get("Content-Type", "").startswith("text/html") and not response.streaming
