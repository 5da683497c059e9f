"""Whose site is this? Every template knows the office and its navigation."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
from wagtail.models import Site

from home.models import OfficeSettings
from home.pages.menus import Menus, menus


class Furniture:
    """What surrounds every page of one request, read once and only when a template asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def office(self) -> OfficeSettings | None:
        """Return the settings of the request's site, None before an office is made."""
        site = Site.find_for_request(self.request)
        if site is None:
            return None
        return OfficeSettings.base_queryset().filter(site=site).first()

    @cached_property
    def menus(self) -> Menus:
        """Return both menus in the reader's language."""
        return menus(self.request)


def furniture(request: HttpRequest) -> Furniture:
    """Return the request's furniture, made once."""
    if "_home_furniture" not in request.__dict__:
        request.__dict__["_home_furniture"] = Furniture(request)
    return request.__dict__["_home_furniture"]


def office(request: HttpRequest) -> dict:
    """Give templates `office`, `menu` and `footer_menu`; none costs a query before it is used."""
    own = furniture(request)
    return {
        "office": SimpleLazyObject(lambda: own.office),
        "menu": SimpleLazyObject(lambda: own.menus.main),
        "footer_menu": SimpleLazyObject(lambda: own.menus.footer),
    }
