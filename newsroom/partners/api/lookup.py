"""Lookup of public statements by their current or previous URL."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect

from newsroom.models import ArticlePage
from newsroom.models.pages import ArticleQuerySet
from newsroom.partners.api.parameters import invalid_parameter
from newsroom.partners.api.problems import Problem
from newsroom.partners.api.sites import PublicSite, requested_site, site_directory
from newsroom.publishing.withdrawals import normalise_path


def public_statements() -> ArticleQuerySet:
    """Return the public statements of all sites."""
    statements: ArticleQuerySet = ArticlePage.objects.public_now()
    return statements


def site_and_path(address: str, *, request: HttpRequest) -> tuple[PublicSite, str]:
    """Return the site and the path of a URL or path.

    Raises a problem: 422 for text that is no web address, 404 for the URL of another site.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError as error:
        raise invalid_parameter("address", detail="This is not a web address.") from error
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    if parts.scheme not in ("", "http", "https"):
        raise invalid_parameter(
            "address", detail="Give a web address, or its part from the first slash on."
        )
    if not parts.netloc:
        return requested_site(request), path
    for site in site_directory(request).sites:
        if parts.netloc.lower() in (site.hostname, site.root_url.partition("://")[2]):
            return site, path
    raise Problem(404, detail="The address is not one of a site here.")


def statement_at(site: PublicSite, path: str) -> ArticlePage | None:
    """Return the public statement at a path, or the one that was moved from that path."""
    return _at(site, path) or _redirected(site, path)


def _at(site: PublicSite, path: str) -> ArticlePage | None:
    """Return the public statement at a path; the longest matching language prefix comes first."""
    for root in sorted(site.roots.values(), key=lambda root: -len(root.html_path)):
        if path.startswith(root.html_path):
            url_path = root.url_path + normalise_path(path[len(root.html_path) :]).lstrip("/")
            page: ArticlePage | None = (
                public_statements()
                .filter(url_path=url_path, locale__language_code=root.language)
                .first()
            )
            if page is not None:
                return page
    return None


def _redirected(site: PublicSite, path: str) -> ArticlePage | None:
    """Return the public statement to which a redirect from this path leads."""
    redirect = (
        Redirect.get_for_site(site.id)
        .filter(old_path=Redirect.normalise_path(path), redirect_page__isnull=False)
        .first()
    )
    if redirect is None:
        return None
    page: ArticlePage | None = public_statements().filter(pk=redirect.redirect_page_id).first()
    return page
