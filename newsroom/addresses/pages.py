"""Sites and addresses of many pages at once.

The results equal those of `Page.get_url_parts` and `Page.get_url`, without reversing Django's URL
patterns and reading the list of sites for each page.
"""

from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote

from django.http import HttpRequest
from wagtail.models import Site

from newsroom.models.presentation import SAFE, base_path


class PageAddress(NamedTuple):
    """Site and address of a page. `url` has a host only if the page is on another site."""

    site_id: int
    url: str


class PageAddresses:
    """Addresses of pages as seen by one request.

    Without a request, all addresses have a host.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        self._request = request

    def for_url_path(self, url_path: str) -> PageAddress | None:
        """Return the address of the page with this `url_path`, or None where no site has it."""
        roots = [root for root in self._roots if url_path.startswith(root.root_path)]
        if not roots:
            return None
        request_site = self._request_site
        own = [
            root for root in roots if request_site is not None and root.site_id == request_site.pk
        ]
        root = (own or roots)[0]
        path = base_path(root.language_code) + quote(url_path[len(root.root_path) :], safe=SAFE)
        is_local = own or (self._request is not None and self._is_only_site)
        return PageAddress(root.site_id, path if is_local else f"{root.root_url}{path}")

    @cached_property
    def _roots(self) -> list:
        return Site.get_site_root_paths()

    @cached_property
    def _is_only_site(self) -> bool:
        return len({root.site_id for root in self._roots}) == 1

    @cached_property
    def _request_site(self) -> Site | None:
        return Site.find_for_request(self._request) if self._request else None


def pages_base_path(language: str) -> str:
    """Return the path below which all pages of a language are served."""
    return base_path(language)
