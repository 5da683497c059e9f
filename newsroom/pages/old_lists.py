"""Old addresses of lists and feeds: of a renamed category or topic, and below a renamed index."""

from dataclasses import dataclass, replace

from django.http import HttpRequest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from newsroom.addresses.indexes import index_address, index_for
from newsroom.addresses.routes import Destination, resolve
from newsroom.languages.configured import active_language
from newsroom.models import Category, FormerTermSlug, NewsIndexPage, Topic
from newsroom.models.terms import Term
from newsroom.translation.locales import language_of
from newsroom.visibility import is_public

TERM_MODELS: dict[str, type[Term]] = {"category": Category, "topic": Topic}


@dataclass(frozen=True, kw_only=True)
class OldList:
    """Where an old address of a list leads. `url` is "" where its category or topic is gone."""

    url: str


def old_list(request: HttpRequest) -> OldList | None:
    """Return where the address leads that a list or feed had; None for any other address."""
    site = Site.find_for_request(request)
    found = _index_and_rest(request, site=site) if site is not None else None
    if found is None:
        return None
    index, components, is_renamed = found
    destination = resolve(components, language=language_of(index))
    if destination is None or not components:
        return None
    for kind, model in TERM_MODELS.items():
        slug = getattr(destination, kind)
        if slug:
            return _term_list(
                index, site=site, kind=kind, model=model, destination=destination, request=request
            )
    return _moved(index, destination, request=request) if is_renamed else None


def _term_list(
    index: NewsIndexPage,
    *,
    site: Site,
    kind: str,
    model: type[Term],
    destination: Destination,
    request: HttpRequest,
) -> OldList | None:
    """Return where the list of a term leads that is renamed, is deleted, or has a new index."""
    slug = getattr(destination, kind)
    terms = model.objects.filter(site=site, locale_id=index.locale_id)
    if terms.filter(slug=slug).exists():
        target = _moved(index, destination, request=request)
        return target if target is not None and target.url != request.get_full_path() else None
    former = FormerTermSlug.objects.filter(
        site=site, locale_id=index.locale_id, kind=kind, slug=slug
    ).first()
    if former is None:
        return None
    term = terms.filter(translation_key=former.translation_key).first()
    if term is None:
        return OldList(url="")
    return _moved(index, replace(destination, **{kind: term.slug}), request=request)


def _moved(
    index: NewsIndexPage, destination: Destination, *, request: HttpRequest
) -> OldList | None:
    url = index_address(index, request=request, destination=destination)
    if not url:
        return None
    query = request.META.get("QUERY_STRING", "")
    return OldList(url=f"{url}?{query}" if query else url)


def _index_and_rest(
    request: HttpRequest, *, site: Site
) -> tuple[NewsIndexPage, list[str], bool] | None:
    """Return the news index above the address, the rest of the path, and whether it was renamed."""
    index = index_for(active_language(), request=request)
    path = request.path
    if index is not None and (base := index.get_url(request)) and path.startswith(base):
        return index, _components(path[len(base) :]), False
    parts = _components(path)
    prefixes = {"/" + "/".join(parts[:end]): parts[end:] for end in range(1, len(parts))}
    rows = Redirect.objects.filter(site=site, old_path__in=prefixes, redirect_page__isnull=False)
    for row in sorted(rows.select_related("redirect_page"), key=lambda row: -len(row.old_path)):
        target = row.redirect_page.specific
        if isinstance(target, NewsIndexPage) and is_public(target):
            return target, prefixes[row.old_path], True
    return None


def _components(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
