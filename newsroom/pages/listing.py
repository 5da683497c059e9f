"""The list of statements on a news index, with filters, facets and pages."""

from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.models import Page, Site

from newsroom.addresses.feed_links import FeedLink, feed_links
from newsroom.addresses.indexes import cache_index, index_address
from newsroom.addresses.routes import Destination
from newsroom.addresses.terms import load_terms
from newsroom.caching.prepared_queries import PreparedQuery
from newsroom.caching.request_state import once_per_state
from newsroom.counting.stored import Part
from newsroom.faults.parts import may_be_left_out, part_or
from newsroom.media.pictures import load_sizes
from newsroom.models import ArticlePage, Category, NewsIndexPage, Topic
from newsroom.models.pages import LARGE_INDEX, ArticleQuerySet
from newsroom.models.public_terms import public_terms
from newsroom.models.terms import Term
from newsroom.pages.counts import ListCounts
from newsroom.pages.facets import Facet, SelectedValue, facets, filtered_total, selected_values
from newsroom.pages.filters import Filters, SiteTerms, narrow, parse
from newsroom.pages.nearby import MAX_PREPARED, IndexScope, index_scope
from newsroom.pages.paging import PageLink, page_links
from newsroom.translation.counterparts import counterpart
from newsroom.translation.locales import language_of
from newsroom.visibility import public

PAGE_LENGTH = 20
# In a large index, terms with less than one statement of so many are found faster by the term.
RARE = 50


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The data that the template of a news index shows."""

    heading: str
    description: str
    statements: list[ArticlePage]
    total: int
    page_number: int
    page_count: int
    previous_url: str
    next_url: str
    page_links: list[PageLink]
    facets: list[Facet]
    chosen: list[SelectedValue]
    clear_url: str
    feeds: list[FeedLink]
    form_action: str
    untranslated_count: int
    untranslated_url: str
    includes_untranslated: bool
    is_filtered: bool
    canonical_url: str
    other_language_url: str


def build(index: NewsIndexPage, *, request: HttpRequest, destination: Destination) -> Listing:
    """Return the list for a request, in a fixed number of queries.

    Raises `Http404` for a page beyond the last, and for a path with an unknown term.
    """
    cache_index(index, request=request)
    language = language_of(index)
    filters = parse(request.GET, destination=destination)
    site_id = Site.find_for_request(request).pk
    terms = once_per_state(
        request,
        ("site terms", language),
        lambda: SiteTerms.for_site(site_id=site_id, language=language),
    )
    _reject_unknown_terms(destination, terms=terms)
    other = counterpart(index)
    untranslated = _untranslated(index, other=other)
    scope = _below(index)
    is_mixed = filters.include_untranslated and untranslated is not None
    if untranslated is not None and is_mixed:
        scope |= untranslated
    url = index_address(index, request=request)
    parts = (Part(index.pk, is_untranslated=False),)
    untranslated_parts = (Part(other.pk, is_untranslated=True),) if other is not None else ()
    counts = ListCounts(
        request=request,
        parts=(*parts, *untranslated_parts) if is_mixed else parts,
        index_ids=(index.pk, *(part.index_id for part in untranslated_parts)),
        scope=scope,
        filters=filters,
        terms=terms,
    )
    listed_facets = part_or(
        None,
        lambda: facets(counts, filters=filters, terms=terms, url=url, language=language),
        part="filters of a list",
        page=index.pk,
    )
    # Without the counts, each page of the list is taken to exist.
    total = (
        filters.page * PAGE_LENGTH
        if listed_facets is None
        else filtered_total(listed_facets, filters=filters)
    )
    page_count = max(1, -(-total // PAGE_LENGTH))
    if filters.page > page_count:
        raise Http404
    statements = (
        _mixed_statements(scope, filters=filters, terms=terms)
        if is_mixed
        else _statements(index, filters=filters, terms=terms, total=total)
    )
    if listed_facets is None:
        total = total - PAGE_LENGTH + len(statements)
    load_terms(statements, request=request)
    with may_be_left_out("pictures", page=index.pk):
        load_sizes([statement.lead_image_id for statement in statements], request=request)
    links = page_links(
        current=filters.page,
        count=page_count,
        address=lambda number: replace(filters, page=number).address(url, language=language),
    )
    heading, description = _heading(index, filters=filters, terms=terms)
    return Listing(
        heading=heading,
        description=description,
        statements=statements,
        total=total,
        page_number=filters.page,
        page_count=page_count,
        previous_url=links.previous_url,
        next_url=links.next_url,
        page_links=links.numbers,
        facets=listed_facets or [],
        chosen=selected_values(filters, terms=terms, url=url, language=language),
        clear_url=replace(Filters(), include_untranslated=filters.include_untranslated).address(
            url, language=language
        ),
        feeds=feed_links(index, request=request, term=_single_term(filters, terms=terms)),
        form_action=url,
        untranslated_count=(
            0
            if untranslated is None
            else part_or(
                0,
                replace(counts, parts=untranslated_parts, scope=untranslated).total,
                part="number of untranslated statements",
                page=index.pk,
            )
        ),
        untranslated_url=replace(
            filters, page=1, include_untranslated=not filters.include_untranslated
        ).address(url, language=language),
        includes_untranslated=filters.include_untranslated,
        is_filtered=filters.is_filtered,
        canonical_url=filters.address(url, language=language),
        other_language_url=_in_other_language(filters, other=other, terms=terms, request=request),
    )


@dataclass(frozen=True, kw_only=True)
class _Narrowing:
    """The filters of a list with the keys of their terms: what its SQL depends on."""

    filters: Filters
    category_ids: tuple[int, ...]
    topic_ids: tuple[int, ...]
    row_by_row: bool
    terms: SiteTerms = field(compare=False)


def _statements(
    index: NewsIndexPage, *, filters: Filters, terms: SiteTerms, total: int
) -> list[ArticlePage]:
    """Return the statements of one page of the list. One query, whose SQL is built once."""
    narrowing = _Narrowing(
        filters=filters,
        category_ids=tuple(terms.categories.ids(filters.categories)),
        topic_ids=tuple(terms.topics.ids(filters.topics)),
        row_by_row=index.numchild > LARGE_INDEX and total * RARE > index.numchild,
        terms=terms,
    )
    return _list_query(index_scope(index), narrowing).fetch(now=timezone.now())


@lru_cache(maxsize=MAX_PREPARED)
def _list_query(scope: IndexScope, narrowing: _Narrowing) -> PreparedQuery[ArticlePage]:
    listed = narrow(
        scope.listed(),
        narrowing.filters,
        terms=narrowing.terms,
        row_by_row=narrowing.row_by_row,
    )
    return PreparedQuery(_page_of(listed, filters=narrowing.filters))


def _mixed_statements(scope: Q, *, filters: Filters, terms: SiteTerms) -> list[ArticlePage]:
    """Return the statements of one page of a list of both languages. One query."""
    listed = narrow(ArticlePage.objects.filter(scope).public_now(), filters, terms=terms)
    return list(_page_of(listed, filters=filters))


def _page_of(listed: ArticleQuerySet, *, filters: Filters) -> ArticleQuerySet:
    first = (filters.page - 1) * PAGE_LENGTH
    return listed.newest_first().with_pictures()[first : first + PAGE_LENGTH]


def _reject_unknown_terms(destination: Destination, *, terms: SiteTerms) -> None:
    if destination.category and terms.categories.by_slug(destination.category) is None:
        raise Http404
    if destination.topic and terms.topics.by_slug(destination.topic) is None:
        raise Http404


def _below(index: Page) -> Q:
    return ArticlePage.objects.all().child_of_q(index)


def _untranslated(index: NewsIndexPage, *, other: Page | None) -> Q | None:
    """Match the statements of the other language that have no public one in this language."""
    if other is None:
        return None
    translated = public(
        ArticlePage.objects.filter(
            translation_key=OuterRef("translation_key"), locale_id=index.locale_id
        )
    )
    return _below(other) & ~Q(Exists(translated))


def _heading(index: NewsIndexPage, *, filters: Filters, terms: SiteTerms) -> tuple[str, str]:
    """Return name and description of the list, or the index's where several values are selected."""
    term = _single_term(filters, terms=terms)
    if term is not None and not filters.years:
        return term.name, term.description
    if len(filters.years) == 1 and not (filters.categories or filters.topics):
        return f"{index.title}: {filters.years[0]}", ""
    return index.title, "" if filters.is_filtered else index.introduction


def _single_term(filters: Filters, *, terms: SiteTerms) -> Term | None:
    if len(filters.categories) + len(filters.topics) != 1:
        return None
    if filters.categories:
        return terms.categories.by_slug(filters.categories[0])
    return terms.topics.by_slug(filters.topics[0])


def _in_other_language(
    filters: Filters, *, other: Page | None, terms: SiteTerms, request: HttpRequest
) -> str:
    """Return the address of the same list in the other language, "" without an index there."""
    if other is None:
        return ""

    def slugs(kind, values: tuple[str, ...]) -> list[str]:
        own = [term for value in values if (term := kind.by_slug(value)) is not None]
        return [row.slug for term in own if (row := kind.other_row(term)) is not None]

    same = Filters(
        categories=tuple(slugs(terms.categories, filters.categories)),
        topics=tuple(slugs(terms.topics, filters.topics)),
        years=filters.years,
    )
    return same.address(index_address(other, request=request), language=language_of(other))


def translated_destination(destination: Destination, *, index: NewsIndexPage) -> Destination:
    """Return the same list in the other language; the whole index for an untranslated term."""
    for model, name in ((Category, "category"), (Topic, "topic")):
        slug = getattr(destination, name)
        if not slug:
            continue
        site_ids = {root.site_id for root in _roots_above(index)}
        own = public_terms(model).filter(slug=slug, locale_id=index.locale_id, site_id__in=site_ids)
        other = (
            model.objects.filter(translation_key__in=own.values("translation_key"))
            .exclude(locale_id=index.locale_id)
            .first()
        )
        return replace(destination, **{name: other.slug if other else ""})
    return destination


def _roots_above(index: NewsIndexPage) -> list:
    roots = Site.get_site_root_paths()
    return [root for root in roots if index.url_path.startswith(root.root_path)]
