"""Which of the statements that an index named may be shown this moment, and how do they read?"""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Site

from newsroom.models import ArticlePage
from search.engines.base import Hit
from search.highlight import Highlighter
from search.queries import Parsed
from search.questions import Question

logger = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class OtherSide:
    """The same statement in the other language."""

    language: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Found:
    """One statement to show: the index's words, the database's word that it is public."""

    hit: Hit
    page: ArticlePage
    url: str
    title: SafeString
    extract: SafeString
    other_side: OtherSide | None = None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A page that anyone may read now, and its address for whoever asked."""

    page: ArticlePage
    url: str


def public_here(
    page_ids: Iterable[int], *, site: Site | None, request: HttpRequest | None = None
) -> dict[int, Shown]:
    """Return those of the statements that anyone may read now on the site, or on any. One query."""
    found = {}
    for number, page in _public(pk__in=page_ids).items():
        parts = page.get_url_parts(request)
        if parts is not None and (site is None or parts[0] == site.pk):
            found[number] = Shown(page=page, url=_address(page, parts=parts, request=request))
    return found


def show(
    hits: tuple[Hit, ...],
    *,
    question: Question,
    parsed: Mapping[str, Parsed],
    request: HttpRequest | None,
) -> tuple[Found, ...]:
    """Return the hits that are public and of this site now, marked as `parsed` says by language.

    One query, two for several languages: then each names its other side, and where both were found
    here, the reader's language stands for both.
    """
    shown = public_here([hit.page_id for hit in hits], site=question.site, request=request)
    several = len(parsed) > 1
    sides = _sides(one.page for one in shown.values()) if several else {}
    highlighters = {
        language: Highlighter(language=language, terms=one.terms)
        for language, one in parsed.items()
    }
    found: dict[object, Found] = {}
    for hit in hits:
        if hit.page_id not in shown:
            logger.warning("page %s is in the search index but must not be shown", hit.page_id)
            continue
        page = shown[hit.page_id].page
        key = page.translation_key if several else page.pk
        if key in found and hit.language != question.language:
            continue
        marker = highlighters[hit.language]
        found[key] = Found(
            hit=hit,
            page=page,
            url=shown[hit.page_id].url,
            title=marker.whole(hit.title),
            extract=marker.extract(f"{hit.summary} {hit.text}".strip()),
            other_side=_other_side(page, sides=sides, request=request),
        )
    return tuple(found.values())


def _public(**rules: object) -> dict[int, ArticlePage]:
    statements = ArticlePage.objects.filter(**rules).public_now()
    return {page.pk: page for page in statements.select_related("locale").defer_streamfields()}


def _sides(pages: Iterable[ArticlePage]) -> Mapping[object, list[ArticlePage]]:
    """Return the public pages of both languages by the key that they share."""
    sides: dict[object, list[ArticlePage]] = {}
    keys = {page.translation_key for page in pages}
    for page in _public(translation_key__in=keys).values():
        sides.setdefault(page.translation_key, []).append(page)
    return sides


def _other_side(
    page: ArticlePage, *, sides: Mapping[object, list[ArticlePage]], request: HttpRequest | None
) -> OtherSide | None:
    for other in sides.get(page.translation_key, ()):
        if other.locale_id != page.locale_id:
            return OtherSide(
                language=other.locale.language_code,
                title=other.title,
                url=_address(other, parts=other.get_url_parts(request), request=request),
            )
    return None


def _address(
    page: ArticlePage, *, parts: tuple[int, str, str] | None, request: HttpRequest | None
) -> str:
    """Return what `get_url` or `full_url` would, from parts that are at hand."""
    if parts is None:
        return ""
    site_id, root_url, path = parts
    here = Site.find_for_request(request) if request else None
    if request and here is None:
        return page.get_url(request) or ""
    return path if here is not None and here.pk == site_id else f"{root_url}{path}"
