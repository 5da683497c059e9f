"""Does each old address lead to its statement? Redirects are made, then requested."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.dispatch import receiver
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site
from wagtail.signals import page_published

from newsroom.models import ArticlePage, ImportedStatement
from newsroom.visibility import public

LONGEST = 255


@dataclass(frozen=True, kw_only=True)
class OldAddress:
    """A statement's address on the old site."""

    page_id: int
    url: str


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What was asked of the site, what should have come and what came."""

    page_id: int
    asked: str
    expected: str
    got: str

    @property
    def holds(self) -> bool:
        """Return whether the site answered as it should."""
        return self.expected == self.got


def old_path(url: str) -> str:
    """Return the path, with its query in sorted order, by which a redirect is looked up, or ""."""
    try:
        path = Redirect.normalise_path(url)
    except ValueError:
        return ""
    return "" if path in ("", "/") or len(path) > LONGEST else path


def make_redirects(site: Site, addresses: Sequence[OldAddress]) -> None:
    """Redirect each old address on `site` to its page, where nothing has that address yet.

    Only public pages get one: a redirect to a draft would tell the draft's address. A draft's is
    made when it is published.
    """
    pages = _public_pages(addresses)
    wanted = {}
    for address in addresses:
        path = old_path(address.url)
        page = pages.get(address.page_id)
        if path and page is not None and path != Redirect.normalise_path(_path_of(page)):
            wanted.setdefault(path, address.page_id)
    taken = set(
        Redirect.get_for_site(site).filter(old_path__in=wanted).values_list("old_path", flat=True)
    )
    Redirect.objects.bulk_create(
        Redirect(old_path=path, site=site, redirect_page_id=page_id, is_permanent=True)
        for path, page_id in wanted.items()
        if path not in taken
    )


def prove(site: Site, addresses: Sequence[OldAddress]) -> list[Proof]:
    """Request each old address from the site in this process, and where it leads.

    An address without a query is asked a second time with one, as links from newsletters have it.
    """
    from django.test import Client  # the web server must not load it

    client = Client(
        raise_request_exception=False,
        headers={
            "host": site.hostname if site.port in (80, 443) else f"{site.hostname}:{site.port}"
        },
    )
    secure = bool(getattr(settings, "SECURE_SSL_REDIRECT", False)) or site.port == 443
    proofs: list[Proof] = []
    pages = _public_pages(addresses)
    for address in addresses:
        page = pages.get(address.page_id)
        path = old_path(address.url)
        if page is None or not path:
            continue
        target = _path_of(page)
        parts = urlsplit(address.url)
        asked = f"{parts.path}?{parts.query}" if parts.query else parts.path
        forms = [asked] if parts.query else [asked, f"{asked}?utm_source=newsletter"]
        for form in forms:
            expected = f"301 {target} 200"
            if Redirect.normalise_path(target) == path:
                expected = "200"
            proofs.append(
                Proof(
                    page_id=page.pk,
                    asked=form,
                    expected=expected,
                    got=_answer(client, form, secure=secure),
                )
            )
    return proofs


def _answer(client, path: str, *, secure: bool) -> str:
    """Return "301 /where/ 200", or the status alone where nothing is redirected."""
    response = client.get(path, secure=secure)
    location = response.headers.get("Location")
    if response.status_code not in (301, 302, 307, 308) or not location:
        return str(response.status_code)
    target = urlsplit(location)
    if not target.path.startswith("/"):
        return f"{response.status_code} {location}"
    # The slash that Django adds to an address is not yet the answer.
    if response.status_code == 301 and target.path == f"{urlsplit(path).path}/":
        return _answer(
            client, location.removeprefix(f"{target.scheme}://{target.netloc}"), secure=secure
        )
    followed = client.get(target.path, secure=secure)
    return f"{response.status_code} {target.path} {followed.status_code}"


def _public_pages(addresses: Sequence[OldAddress]) -> dict[int, ArticlePage]:
    return (
        public(ArticlePage.objects.all())
        .defer_streamfields()
        .in_bulk([address.page_id for address in addresses])
    )


def _path_of(page: ArticlePage) -> str:
    return urlsplit(page.url or "").path


@receiver(page_published, sender=ArticlePage)
def redirect_to_published_draft(sender, instance, **kwargs):
    """An imported draft is published: its old address leads to it from now on."""
    records = ImportedStatement.objects.filter(page_id=instance.pk).exclude(original_url="")
    for record in records.select_related("site"):
        make_redirects(record.site, [OldAddress(page_id=instance.pk, url=record.original_url)])


def explain(proof: Proof) -> str:
    """Return a failed proof as a sentence."""
    return _("%(asked)s should answer %(expected)s and answers %(got)s") % {
        "asked": proof.asked,
        "expected": proof.expected,
        "got": proof.got,
    }
