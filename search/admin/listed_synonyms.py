"""Which lines of the synonyms that come with Lectern does an office want?"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _now
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
    """A line of the list as the screen shows it."""

    name: str
    shown: str
    note: str
    is_on: bool


@require_http_methods(["GET", "POST"])
def listed_synonyms(request: HttpRequest) -> HttpResponse:
    """Show the list with what is switched off, and switch."""
    sites = _sites(request)
    if not sites:
        raise PermissionDenied
    site = _chosen_site(request, sites)
    if request.method == "POST":
        _switch(site, wanted=set(request.POST.getlist("on")))
        messages.success(request, _now("The list has been saved."))
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
    """Return the site that the address names, or the first; refuse those of others."""
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
            name=f"{language}:{one.key}", shown=_shown(one), note=one.note, is_on=one.key not in off
        )
        for one in bundled_synonyms(language)
    ]


def _shown(one: BundledSynonyms) -> str:
    words = (", " if one.rule.finds else " = ").join(one.rule.words)
    return f"{words} → {', '.join(one.rule.finds)}" if one.rule.finds else words


def _switch(site: Site, *, wanted: set[str]) -> None:
    """Let the site have the lines that are wanted, and none of the others."""
    for language in LANGUAGES:
        off = {row.key: row for row in SynonymOff.objects.filter(site=site, language=language)}
        for one in bundled_synonyms(language):
            is_wanted = f"{language}:{one.key}" in wanted
            if is_wanted and one.key in off:
                off[one.key].delete()
            elif not is_wanted and one.key not in off:
                SynonymOff.objects.create(site=site, language=language, key=one.key)


def urls() -> list:
    """Return the address of the screen."""
    return [
        path("archive-search/listed-synonyms/", listed_synonyms, name="archive_search_listed"),
    ]


class ListedSynonymsMenuItem(MenuItem):
    """The entry for those who may change synonyms."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may change an office's synonyms."""
        policy = policy_registry.get_by_type(SynonymGroup)
        return policy.user_has_permission(request.user, "change")


def menu_item() -> MenuItem:
    """Return the entry of the menu."""
    return ListedSynonymsMenuItem(
        _("Synonyms that come with Lectern"),
        reverse("archive_search_listed"),
        name="archive-search-listed",
        icon_name="tasks",
        order=310,
    )
