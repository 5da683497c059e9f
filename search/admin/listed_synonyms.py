"""Screen on which an office switches synonyms that come with Lectern on and off."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Site
from wagtail.permissions import policy_registry

from search.curation.synonyms import BundledSynonyms, bundled_synonyms
from search.language.analysis import LANGUAGES
from search.models.curation import SynonymGroup, SynonymOff


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entry of the list as the screen shows it."""

    name: str
    text: str
    note: str
    is_on: bool


@require_http_methods(["GET", "POST"])
def listed_synonyms(request: HttpRequest) -> HttpResponse:
    """Show the list of a site, and save which entries are on."""
    sites = _sites(request)
    if not sites:
        raise PermissionDenied
    site = _chosen_site(request, sites)
    if request.method == "POST":
        _save(site, switched_on=set(request.POST.getlist("on")))
        messages.success(request, gettext("The list has been saved."))
        return redirect(f"{reverse('archive_search_listed')}?{urlencode({'site': site.pk})}")
    context = {
        "site": site,
        "sites": sites,
        "lists": [(language, _lines(site, language)) for language in LANGUAGES],
    }
    return render(request, "search/admin/listed_synonyms.html", context)


def _sites(request: HttpRequest) -> list[Site]:
    """Return the sites whose synonyms the user may change."""
    policy = policy_registry.get_by_type(SynonymGroup)
    sites = policy.sites_user_has_permission_for(request.user, "change")
    return list(sites.order_by("site_name", "pk"))


def _chosen_site(request: HttpRequest, sites: list[Site]) -> Site:
    """Return the site that the request names, or the first; raise PermissionDenied for others."""
    given = request.POST.get("site") or request.GET.get("site") or str(sites[0].pk)
    if not (given.isascii() and given.isdecimal() and len(given) < 10):
        raise PermissionDenied
    site = get_object_or_404(Site, pk=int(given))
    if site not in sites:
        raise PermissionDenied
    return site


def _lines(site: Site, language: str) -> list[Line]:
    off = set(SynonymOff.objects.filter(site=site, language=language).values_list("key", flat=True))
    return [
        Line(
            name=f"{language}:{entry.key}",
            text=_text(entry),
            note=entry.note,
            is_on=entry.key not in off,
        )
        for entry in bundled_synonyms(language)
    ]


def _text(entry: BundledSynonyms) -> str:
    words = (", " if entry.rule.finds else " = ").join(entry.rule.words)
    return f"{words} → {', '.join(entry.rule.finds)}" if entry.rule.finds else words


def _save(site: Site, *, switched_on: set[str]) -> None:
    """Switch the named entries on for the site, and all others off."""
    for language in LANGUAGES:
        off = {row.key: row for row in SynonymOff.objects.filter(site=site, language=language)}
        for entry in bundled_synonyms(language):
            is_on = f"{language}:{entry.key}" in switched_on
            if is_on and entry.key in off:
                off[entry.key].delete()
            elif not is_on and entry.key not in off:
                SynonymOff.objects.create(site=site, language=language, key=entry.key)


def urls() -> list[URLPattern]:
    """Return the URL pattern of the screen."""
    return [
        path("archive-search/listed-synonyms/", listed_synonyms, name="archive_search_listed"),
    ]


class ListedSynonymsMenuItem(MenuItem):  # type: ignore[misc]  # Wagtail has no types
    """Menu item of the screen, for users who may change synonyms."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may change the synonyms of a site."""
        policy = policy_registry.get_by_type(SynonymGroup)
        return bool(policy.user_has_permission(request.user, "change"))


def menu_item() -> MenuItem:
    """Return the menu item of the screen."""
    return ListedSynonymsMenuItem(
        _("Synonyms that come with Lectern"),
        reverse("archive_search_listed"),
        name="archive-search-listed",
        icon_name="tasks",
        order=310,
    )
