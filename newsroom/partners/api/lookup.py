"""Which public statement is, or was, at an address?"""

from urllib.parse import urlsplit

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect

from newsroom.models import ArticlePage
from newsroom.partners.api.parameters import wrong
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.sites import Place, place_for, places_for
from newsroom.publishing.withdrawals import normalise_path


def public_statements() -> QuerySet[ArticlePage]:
    """Return the statements of all sites that anyone may read."""
    return ArticlePage.objects.public_now()


def place_and_path(address: str, *, request: HttpRequest) -> tuple[Place, str]:
    """Return the site and the path that an address names; a problem (404, 422) for others'."""
    try:
        parts = urlsplit(address.strip())
    except ValueError as error:
        raise wrong("address", detail="This is not a web address.") from error
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    if parts.scheme not in ("", "http", "https"):
        raise wrong("address", detail="Give a web address, or its part from the first slash on.")
    if not parts.netloc:
        return place_for(request), path
    for place in places_for(request).rows:
        if parts.netloc.lower() in (place.hostname, place.root_url.partition("://")[2]):
            return place, path
    raise Problem(404, detail="The address is not one of a site here.")


def statement_at(place: Place, path: str) -> ArticlePage | None:
    """Return the public statement at a path, or at the path to which it was moved."""
    return _at(place, path) or _redirected(place, path)


def _at(place: Place, path: str) -> ArticlePage | None:
    """Return the public statement at a path. Both languages may begin with the same slash."""
    for root in sorted(place.roots.values(), key=lambda root: -len(root.html_path)):
        if path.startswith(root.html_path):
            url_path = root.url_path + normalise_path(path[len(root.html_path) :]).lstrip("/")
            page = (
                public_statements()
                .filter(url_path=url_path, locale__language_code=root.language)
                .first()
            )
            if page is not None:
                return page
    return None


def _redirected(place: Place, path: str) -> ArticlePage | None:
    """Return the public statement to which an earlier address leads."""
    redirect = (
        Redirect.get_for_site(place.id)
        .filter(old_path=Redirect.normalise_path(path), redirect_page__isnull=False)
        .first()
    )
    if redirect is None:
        return None
    return public_statements().filter(pk=redirect.redirect_page_id).first()
