"""The name, menus and legal lines of an office as pages showed them last, for error pages.

Each process keeps them by host and language, so that a page without a database has them too.
"""

import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Lock

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from home.pages.context_processors import site_context
from home.pages.menus import MenuLink
from home.pages.stylesheet import office_css_url
from newsroom.languages.configured import active_language, default_language

MAX_KNOWN = 1_000
MENU_SECONDS = 86_400

_lock = Lock()
_known: OrderedDict[tuple[str, str], "Furniture"] = OrderedDict()


@dataclass(frozen=True, kw_only=True)
class Furniture:
    """What surrounds each page of an office in one language."""

    name: str
    role: str
    home_url: str
    stylesheet_url: str
    menu: tuple[MenuLink, ...]
    funding: str
    imprint: str
    at: float  # of `time.monotonic`


def remember_furniture(request: HttpRequest) -> None:
    """Remember the furniture of the page that is rendered, by queries that it makes anyway."""
    context, language = site_context(request), active_language()
    office = context.office
    if office is None:
        return
    furniture = Furniture(
        name=office.name,
        role=office.role,
        home_url="/" if language == default_language() else f"/{language}/",
        stylesheet_url=office_css_url(request),
        menu=tuple(replace(link, current="") for link in context.menus.main),
        funding=office.funding,
        imprint=office.imprint,
        at=time.monotonic(),
    )
    key = (request.get_host(), language)
    with _lock:
        _known.pop(key, None)
        _known[key] = furniture
        if len(_known) > MAX_KNOWN:
            _known.popitem(last=False)


def known_furniture(request: HttpRequest, *, language: str) -> Furniture | None:
    """Return the furniture of the request's host, None where this process has shown no page.

    After a day without the database its menu is left out: a page in it may have expired.
    """
    try:
        found = _known.get((request.get_host(), language))
    except DisallowedHost:
        return None
    if found is not None and time.monotonic() - found.at > MENU_SECONDS:
        return replace(found, menu=())
    return found


def forget_furniture() -> None:
    """Forget what this process remembers."""
    with _lock:
        _known.clear()
