"""The starting point of page choosers: the office of the page that is being edited."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import Resolver404, resolve, reverse
from wagtail.models import Page

from newsroom.editing.rights.offices import sites_for_user
from newsroom.editing.rights.page_access import PAGE_ID_ARGUMENTS, can_see_page
from newsroom.languages.configured import active_language
from newsroom.models import NewsIndexPage

# The level of home pages, directly below the root of all pages.
HOME_DEPTH = 2


class PageChooserMiddleware:
    """Redirects a page chooser that would start at the root of all offices."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Return a redirect to the office's own pages; None for every other request.

        Whoever changes the language at the root, or climbs up to it, stays there.
        """
        match = request.resolver_match
        if match is None or match.view_name != "wagtailadmin_choose_page":
            return None
        if "locale" in request.GET or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        start = _start(request)
        if start is None:
            return None
        url = reverse("wagtailadmin_choose_page_child", args=[start.pk])
        return HttpResponseRedirect(f"{url}?{request.GET.urlencode()}")


def _start(request: HttpRequest) -> Page | None:
    """Return the page at which the chooser starts, None for the root."""
    home = _edited_home(request) or _only_home(request.user)
    if home is None or not can_see_page(request.user, home):
        return None
    if request.GET.get("page_type", "").lower() == "newsroom.articlepage":
        return NewsIndexPage.objects.child_of(home).first() or home
    return home


def _edited_home(request: HttpRequest) -> Page | None:
    """Return the home page of the page in whose form the chooser was opened."""
    try:
        match = resolve(urlsplit(request.headers.get("Referer", "")).path)
    except Resolver404:
        return None
    ids = [match.kwargs[name] for name in PAGE_ID_ARGUMENTS if name in match.kwargs]
    page = Page.objects.filter(pk__in=ids).first()
    if page is None or page.depth < HOME_DEPTH:
        return None
    home: Page = page.get_ancestors(inclusive=True).get(depth=HOME_DEPTH)
    return home


def _only_home(user: AbstractUser) -> Page | None:
    """Return the home page of the user's office in the active language, if they have one office."""
    sites = sites_for_user(user)
    if len(sites) != 1:
        return None
    key = sites[0].root_page.translation_key
    homes = {
        page.locale.language_code: page
        for page in Page.objects.filter(translation_key=key).select_related("locale")
    }
    return homes.get(active_language(), sites[0].root_page)
