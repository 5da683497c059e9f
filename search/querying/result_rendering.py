"""Rendering of hits that are public: addresses, marked titles and extracts."""

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
class OtherLanguageVersion:
    """The same statement in the other language."""

    language: str
    title: str
    url: str


@dataclass(frozen=True, kw_only=True)
class RenderedResult:
    """A hit with its public row in the database, and its title and extract with marked words."""

    hit: Hit
    page: PublicRow
    url: str
    title: SafeString
    extract: SafeString
    other_language: OtherLanguageVersion | None = None


@dataclass(frozen=True, kw_only=True)
class PublicStatement:
    """A statement that anyone may read now, and its address for the current request."""

    page: PublicRow
    url: str


def public_statements(
    page_ids: Iterable[int], *, site: Site | None, request: HttpRequest | None = None
) -> dict[int, PublicStatement]:
    """Return those of the statements that anyone may read now on the site, or on any. One query."""
    addresses = PageAddresses(request)
    statements = {}
    for row in public_rows(page_ids):
        at = addresses.for_url_path(row.url_path)
        if at is not None and (site is None or at.site_id == site.pk):
            statements[row.pk] = PublicStatement(page=row, url=at.url)
    return statements


def render_results(
    hits: tuple[Hit, ...],
    *,
    question: Question,
    parsed: Mapping[str, Parsed],
    request: HttpRequest | None,
) -> tuple[RenderedResult, ...]:
    """Return the hits that are public and of this site now, marked by `parsed` of their language.

    One query, two for a mixed-language search. There, each result has its other language version,
    and of two versions among the hits only the one in the reader's language is returned.
    """
    statements = public_statements(
        [hit.page_id for hit in hits], site=question.site, request=request
    )
    is_mixed = len(parsed) > 1
    public_pages = [statement.page for statement in statements.values()]
    versions = _language_versions(public_pages, request=request) if is_mixed else {}
    highlighters = {language: Highlighter(each.groups) for language, each in parsed.items()}
    results: dict[object, RenderedResult] = {}
    for hit in hits:
        if hit.page_id not in statements:
            logger.warning("page %s is in the search index but must not be shown", hit.page_id)
            continue
        page = statements[hit.page_id].page
        key = page.translation_key if is_mixed else page.pk
        if key in results and hit.language != question.language:
            continue
        highlighter = highlighters[hit.language]
        results[key] = RenderedResult(
            hit=hit,
            page=page,
            url=statements[hit.page_id].url,
            title=highlighter.highlight(hit.title, analysed=hit.analysed_title),
            extract=highlighter.extract(
                f"{hit.summary} {hit.text}".strip(), analysed=hit.analysed_body
            ),
            other_language=_other_language(page, versions=versions),
        )
    return tuple(results.values())


def _language_versions(
    rows: Iterable[PublicRow], *, request: HttpRequest | None
) -> Mapping[uuid.UUID, list[OtherLanguageVersion]]:
    """Return the public versions in all languages by their translation key. One query."""
    addresses = PageAddresses(request)
    versions: dict[uuid.UUID, list[OtherLanguageVersion]] = {}
    keys = {row.translation_key for row in rows}
    statements = ArticlePage.objects.filter(translation_key__in=keys).public_now().order_by()
    for row in map(PublicRow._make, statements.values_list(*PublicRow._fields)):
        at = addresses.for_url_path(row.url_path)
        if at is not None:
            version = OtherLanguageVersion(language=language_of(row), title=row.title, url=at.url)
            versions.setdefault(row.translation_key, []).append(version)
    return versions


def _other_language(
    row: PublicRow, *, versions: Mapping[uuid.UUID, list[OtherLanguageVersion]]
) -> OtherLanguageVersion | None:
    own = language_of(row)
    translations = versions.get(row.translation_key, ())
    return next((version for version in translations if version.language != own), None)
