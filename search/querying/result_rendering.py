"""Which of the statements that an index named may be shown this moment, and how do they read?"""

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Site

from newsroom.addresses.pages import PageAddresses
from newsroom.models import ArticlePage
from newsroom.translation.locales import language_of
from search.engines.base import Hit
from search.querying.highlight import Highlighter
from search.querying.parser import Parsed
from search.querying.public_rows import PublicRow, public_rows
from search.querying.request import Question

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
    page: PublicRow
    url: str
    title: SafeString
    extract: SafeString
    other_side: OtherSide | None = None


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A statement that anyone may read now, and its address for whoever asked."""

    page: PublicRow
    url: str


def public_here(
    page_ids: Iterable[int], *, site: Site | None, request: HttpRequest | None = None
) -> dict[int, Shown]:
    """Return those of the statements that anyone may read now on the site, or on any. One query."""
    addresses = PageAddresses(request)
    found = {}
    for row in public_rows(page_ids):
        at = addresses.of(row.url_path)
        if at is not None and (site is None or at.site_id == site.pk):
            found[row.pk] = Shown(page=row, url=at.url)
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
    sides = _sides([one.page for one in shown.values()], request=request) if several else {}
    highlighters = {language: Highlighter(one.groups) for language, one in parsed.items()}
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
            title=marker.whole(hit.title, analysed=hit.analysed_title),
            extract=marker.extract(f"{hit.summary} {hit.text}".strip(), analysed=hit.analysed_body),
            other_side=_other_side(page, sides=sides),
        )
    return tuple(found.values())


def _sides(
    rows: Iterable[PublicRow], *, request: HttpRequest | None
) -> Mapping[uuid.UUID, list[OtherSide]]:
    """Return the public statements of both languages by the key that they share."""
    addresses = PageAddresses(request)
    sides: dict[uuid.UUID, list[OtherSide]] = {}
    keys = {row.translation_key for row in rows}
    statements = ArticlePage.objects.filter(translation_key__in=keys).public_now().order_by()
    for row in map(PublicRow._make, statements.values_list(*PublicRow._fields)):
        at = addresses.of(row.url_path)
        if at is not None:
            side = OtherSide(language=language_of(row), title=row.title, url=at.url)
            sides.setdefault(row.translation_key, []).append(side)
    return sides


def _other_side(row: PublicRow, *, sides: Mapping[uuid.UUID, list[OtherSide]]) -> OtherSide | None:
    own = language_of(row)
    return next((side for side in sides.get(row.translation_key, ()) if side.language != own), None)
