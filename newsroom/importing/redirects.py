"""Redirects from statements' old addresses, and the check that each of them works."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.signals import page_published

from newsroom.models import ArticlePage, ImportedStatement
from newsroom.visibility import public

if TYPE_CHECKING:
    from django.test import Client

MAX_PATH = 255


@dataclass(frozen=True, kw_only=True)
class OldAddress:
    """A statement's address on the old site."""

    page_id: int
    url: str


@dataclass(frozen=True, kw_only=True)
class RedirectCheck:
    """The result of requesting one old address: expected and actual response.

    A response is written as "301 /target/ 200", or as its status where nothing is redirected.
    """

    page_id: int
    requested: str
    expected: str
    actual: str

    @property
    def passed(self) -> bool:
        """Return whether the actual response is the expected one."""
        return self.expected == self.actual


def old_path(url: str) -> str:
    """Return the path by which Wagtail looks up a redirect, "" for an unusable address."""
    try:
        path = Redirect.normalise_path(url)
    except ValueError:
        return ""
    return "" if path in ("", "/") or len(path) > MAX_PATH else path


def make_redirects(site: Site, addresses: Sequence[OldAddress]) -> None:
    """Create a redirect on `site` for each old address that has none yet.

    Only for public pages, since a redirect would reveal the address of a draft. A draft's redirect
    is created when it is published.
    """
    pages = _public_pages(addresses)
    targets: dict[str, int] = {}
    for address in addresses:
        path = old_path(address.url)
        page = pages.get(address.page_id)
        if path and page is not None and path != Redirect.normalise_path(_page_path(page)):
            targets.setdefault(path, address.page_id)
    taken = set(
        Redirect.get_for_site(site).filter(old_path__in=targets).values_list("old_path", flat=True)
    )
    Redirect.objects.bulk_create(
        Redirect(old_path=path, site=site, redirect_page_id=page_id, is_permanent=True)
        for path, page_id in targets.items()
        if path not in taken
    )


def check_redirects(site: Site, addresses: Sequence[OldAddress]) -> list[RedirectCheck]:
    """Request each old address within this process and follow its redirect.

    An address without a query is requested a second time with one, as in links from newsletters.
    """
    from django.test import Client  # not needed by the web server

    client = Client(
        raise_request_exception=False,
        headers={
            "host": site.hostname if site.port in (80, 443) else f"{site.hostname}:{site.port}"
        },
    )
    secure = bool(getattr(settings, "SECURE_SSL_REDIRECT", False)) or site.port == 443
    checks: list[RedirectCheck] = []
    pages = _public_pages(addresses)
    for address in addresses:
        page = pages.get(address.page_id)
        path = old_path(address.url)
        if page is None or not path:
            continue
        target = _page_path(page)
        parts = urlsplit(address.url)
        variants = (
            [f"{parts.path}?{parts.query}"]
            if parts.query
            else [parts.path, f"{parts.path}?utm_source=newsletter"]
        )
        for requested in variants:
            expected = f"301 {target} 200"
            if Redirect.normalise_path(target) == path:
                expected = "200"
            checks.append(
                RedirectCheck(
                    page_id=page.pk,
                    requested=requested,
                    expected=expected,
                    actual=_response_summary(client, requested, secure=secure),
                )
            )
    return checks


def _response_summary(client: "Client", path: str, *, secure: bool) -> str:
    """Return "301 /where/ 200", or the status alone where nothing is redirected."""
    response = client.get(path, secure=secure)
    location = response.headers.get("Location")
    if response.status_code not in (301, 302, 307, 308) or not location:
        return str(response.status_code)
    target = urlsplit(location)
    if not target.path.startswith("/"):
        return f"{response.status_code} {location}"
    # Django first redirects to the address with a slash, which is not the result yet.
    if response.status_code == 301 and target.path == f"{urlsplit(path).path}/":
        return _response_summary(
            client, location.removeprefix(f"{target.scheme}://{target.netloc}"), secure=secure
        )
    followed = client.get(target.path, secure=secure)
    return f"{response.status_code} {target.path} {followed.status_code}"


def _public_pages(addresses: Sequence[OldAddress]) -> dict[int, ArticlePage]:
    pages: dict[int, ArticlePage] = (
        public(ArticlePage.objects.all())
        .defer_streamfields()
        .in_bulk([address.page_id for address in addresses])
    )
    return pages


def _page_path(page: ArticlePage) -> str:
    return urlsplit(page.url or "").path


@receiver(page_published, sender=ArticlePage)
def redirect_to_published_draft(
    sender: type[ArticlePage], instance: ArticlePage, **kwargs: object
) -> None:
    """Create the redirects of an imported draft when it is published."""
    records = ImportedStatement.objects.filter(page_id=instance.pk).exclude(original_url="")
    for record in records.select_related("site"):
        make_redirects(record.site, [OldAddress(page_id=instance.pk, url=record.original_url)])


def describe_failure(check: RedirectCheck) -> str:
    """Return the sentence that reports a failed check."""
    return _("%(asked)s should answer %(expected)s and answers %(got)s") % {
        "asked": check.requested,
        "expected": check.expected,
        "got": check.actual,
    }
