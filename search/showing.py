"""Which of the statements that an index named may be shown this moment, and how do they read?"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.utils.safestring import SafeString

from newsroom.models import ArticlePage
from search.engines.base import Hit
from search.highlight import Highlighter
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


def show(
    hits: tuple[Hit, ...], *, question: Question, request: HttpRequest | None
) -> tuple[Found, ...]:
    """Return the hits that are public and of this site now, marked. One query, two for several
    languages: then each names its other side, and where both were found here, the reader's
    language stands for both.
    """
    pages = _public(pk__in=[hit.page_id for hit in hits])
    several = len(question.searched) > 1
    sides = _sides(pages) if several else {}
    highlighters = {
        language: Highlighter(
            language=language, terms=replace(question, language=language).parsed.terms
        )
        for language in question.searched
    }
    found: dict[object, Found] = {}
    for hit in hits:
        page = pages.get(hit.page_id)
        parts = page.get_url_parts(request) if page else None
        elsewhere = parts and question.site and parts[0] != question.site.pk
        if page is None or parts is None or elsewhere:
            logger.warning("page %s is in the search index but must not be shown", hit.page_id)
            continue
        key = page.translation_key if several else page.pk
        if key in found and hit.language != question.language:
            continue
        marker = highlighters[hit.language]
        found[key] = Found(
            hit=hit,
            page=page,
            url=_address(page, request=request),
            title=marker.whole(hit.title),
            extract=marker.extract(f"{hit.summary} {hit.text}".strip()),
            other_side=_other_side(page, sides=sides, request=request),
        )
    return tuple(found.values())


def _public(**rules: object) -> dict[int, ArticlePage]:
    statements = ArticlePage.objects.filter(**rules).public_now()
    return {page.pk: page for page in statements.select_related("locale").defer_streamfields()}


def _sides(pages: Mapping[int, ArticlePage]) -> Mapping[object, list[ArticlePage]]:
    """Return the public pages of both languages by the key that they share."""
    sides: dict[object, list[ArticlePage]] = {}
    keys = {page.translation_key for page in pages.values()}
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
                url=_address(other, request=request),
            )
    return None


def _address(page: ArticlePage, *, request: HttpRequest | None) -> str:
    return (page.get_url(request) if request else page.full_url) or ""
