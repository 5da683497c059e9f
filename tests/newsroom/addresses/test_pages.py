"""Tests that the addresses of many pages equal those that Wagtail returns for each."""

import pytest
from django.test import RequestFactory
from wagtail.models import Page, Site

from newsroom.addresses.pages import PageAddresses
from tests.factories import make_office, make_statement


@pytest.fixture
def pages(office) -> list[Page]:
    """Pages of two sites in both languages, one of them with an address that needs escaping."""
    other = make_office(
        hostname="aled.example", is_default=False, name_en="Aled Rhys", name_cy="Aled Rhys"
    )
    for each in (office, other):
        for language in ("en", "cy"):
            make_statement(each, language=language)
    odd = make_statement(office)
    # Forms reject such a path, but an importer or an update may have written one.
    Page.objects.filter(pk=odd.pk).update(url_path=odd.url_path[:-1] + "-dŵr/")
    # The root of the tree belongs to no site.
    return list(Page.objects.order_by("path"))


@pytest.mark.parametrize("host", ["localhost", "aled.example", "unknown.example", None])
@pytest.mark.parametrize("has_default", [True, False])
def test_addresses_are_those_of_wagtail(pages, host, has_default):
    Site.objects.filter(is_default_site=True).update(is_default_site=has_default)
    Site.clear_site_root_paths_cache()
    request = RequestFactory().get("/", headers={"host": host}) if host else None
    addresses = PageAddresses(request)

    for page in pages:
        found = addresses.for_url_path(page.url_path)
        parts = page.get_url_parts(request)
        assert (found and found.site_id) == (parts and parts[0])
        assert (found and found.url) == (page.get_url(request) if request else page.full_url)
        # Our page models compute these without reversing a pattern; `Page` itself is Wagtail's.
        own = page.specific
        assert own.get_url_parts(request) == parts
        assert own.get_url(request) == page.get_url(request)
        assert own.full_url == page.full_url
    assert addresses.for_url_path("/") is None


def test_the_only_site_needs_no_host(office):
    page = make_statement(office)
    Site.objects.exclude(pk=office.site.pk).delete()
    Site.objects.update(is_default_site=False)
    request = RequestFactory().get("/", headers={"host": "unknown.example"})

    address = PageAddresses(request).for_url_path(page.url_path)

    assert address is not None
    assert address.url == page.get_url(request) == page.get_url_parts(request)[2]
    assert PageAddresses().for_url_path(page.url_path).url == page.full_url
