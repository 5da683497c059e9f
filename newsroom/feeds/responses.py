"""Responses with feeds, including 304 where a feed has not changed."""

import datetime
import hashlib
import uuid
from collections.abc import Callable, Iterable

from django.db.models import F, Max
from django.db.models.expressions import OrderBy
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from wagtail.models import Site

from newsroom.addresses.indexes import cache_index, index_address, term_address
from newsroom.addresses.routes import Destination
from newsroom.addresses.terms import load_terms, office_terms
from newsroom.caching.request_state import once_per_state
from newsroom.faults.parts import part_or
from newsroom.feeds.content import FullContent, contents
from newsroom.feeds.formats import WRITERS, Entry, Feed, Term
from newsroom.models import ArticlePage, Category, NewsIndexPage, Topic, Withdrawal
from newsroom.models import terms as term_models
from newsroom.models.pages import LARGE_INDEX, ArticleQuerySet
from newsroom.translation.locales import language_of

FEED_LENGTH = 30
# Part of every ETag. Raise it when the serialisation of feeds changes.
FORMAT_VERSION = 1


def feed_response(
    index: NewsIndexPage, *, request: HttpRequest, destination: Destination
) -> HttpResponse:
    """Return the feed, or 304 before any body is read; raises `Http404` for an unknown term."""
    cache_index(index, request=request)
    term = _term(index, request=request, destination=destination)
    statements = newest_published(index, term=term)
    load_terms(statements, request=request)
    parts = [index.title, index.introduction]
    if term is not None:
        parts += [term.name, term.description]
    modified = last_modified(statements, request=request)
    return conditional_feed_response(
        lambda: build_feed(
            index, statements=statements, term=term, request=request, updated=modified
        ),
        file_name=destination.feed,
        etag=feed_etag(statements, parts=parts, request=request),
        modified=modified,
        request=request,
    )


def conditional_feed_response(
    write_feed: Callable[[], Feed],
    *,
    file_name: str,
    etag: str,
    modified: datetime.datetime,
    request: HttpRequest,
) -> HttpResponse:
    """Return a feed in the format of `file_name`, or 304 before any body is read."""
    response = get_conditional_response(request, etag=etag, last_modified=int(modified.timestamp()))
    if response is None:
        write, media_type = WRITERS[file_name]
        response = HttpResponse(write(write_feed()), content_type=media_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified.timestamp())
    response["Access-Control-Allow-Origin"] = "*"
    return response


def newest_published(index: NewsIndexPage, *, term: term_models.Term | None) -> list[ArticlePage]:
    """Return the most recently published statements of the index or a term, without bodies."""
    published = F("first_published_at")
    if index.numchild > LARGE_INDEX:
        # Without nulls_last, because PostgreSQL's index sorts nulls first; here nothing is null.
        published_in = ArticlePage.objects.published_in(index)
        newest = _newest(published_in, order=published.desc(), term=term)
        if len(newest) == FEED_LENGTH:
            return newest
    return _newest(
        ArticlePage.objects.child_of(index), order=published.desc(nulls_last=True), term=term
    )


def _newest(
    statements: ArticleQuerySet, *, order: OrderBy, term: term_models.Term | None
) -> list[ArticlePage]:
    if isinstance(term, Category):
        statements = statements.filter(categories=term)
    elif isinstance(term, Topic):
        statements = statements.filter(article_topics__topic=term)
    return list(
        statements.public_now().order_by(order, "-date", "-pk").with_pictures()[:FEED_LENGTH]
    )


def build_feed(
    index: NewsIndexPage,
    *,
    statements: list[ArticlePage],
    term: term_models.Term | None,
    request: HttpRequest,
    updated: datetime.datetime,
) -> Feed:
    """Return the feed with the full text of each statement."""
    root_url = site_root_url(index, request=request)
    page_url = (
        term_address(term, request=request) if term else index_address(index, request=request)
    )
    office = index.get_parent().title
    return Feed(
        identity=_urn(index, term=term),
        title=f"{office}: {term.name if term else index.title}",
        description=(term.description if term else index.introduction)
        or f"{office}: {term.name if term else index.title}",
        url=root_url + request.path,
        page_url=_absolute(page_url, root_url=root_url),
        language=language_of(index),
        author=office,
        updated=updated,
        entries=build_entries(statements, root_url=root_url, request=request),
    )


def build_entries(
    statements: list[ArticlePage], *, root_url: str, request: HttpRequest
) -> list[Entry]:
    """Return the entries of a feed for these statements.

    The statements must have their terms (`newsroom.addresses.terms.load_terms`).
    """
    full_contents = contents(statements, request=request, root_url=root_url)
    return [
        _entry(page, content=full_contents[page.pk], root_url=root_url, request=request)
        for page in statements
        if page.pk in full_contents
    ]


def site_root_url(index: NewsIndexPage, *, request: HttpRequest) -> str:
    """Return scheme and host of the index's site, as in the index's full address."""
    parts = index.get_url_parts(request)
    return parts[1] if parts else ""


def _entry(
    page: ArticlePage, *, content: FullContent, root_url: str, request: HttpRequest
) -> Entry:
    midnight = datetime.datetime.combine(page.date, datetime.time())
    published = page.first_published_at or timezone.make_aware(midnight)
    return Entry(
        identity=_urn(page),
        language=language_of(page),
        url=_absolute(page.get_url(request) or "", root_url=root_url),
        title=page.title,
        summary=page.summary,
        html=content.html,
        statement_date=page.date,
        published=timezone.localtime(published),
        updated=timezone.localtime(max(published, page.last_published_at or published)),
        terms=[
            Term(
                name=term.name,
                url=_absolute(term_address(term, request=request), root_url=root_url),
            )
            for term in [*page.shown_categories, *page.topics]
        ],
        image=content.image,
    )


def _term(
    index: NewsIndexPage, *, request: HttpRequest, destination: Destination
) -> term_models.Term | None:
    for model, slug in ((Category, destination.category), (Topic, destination.topic)):
        if slug:
            terms = office_terms(request)
            rows = terms.categories if model is Category else terms.topics
            for term in rows.values():
                if term.slug == slug and term.locale_id == index.locale_id:
                    return term
            raise Http404
    return None


def feed_etag(
    statements: list[ArticlePage], *, parts: Iterable[object], request: HttpRequest
) -> str:
    """Return an ETag computed from everything that the feed is written from."""
    state = [FORMAT_VERSION, request.get_host(), request.path, *parts]
    for page in statements:
        names = [row.name for row in [*page.shown_categories, *page.topics]]
        state += [page.pk, page.url_path, page.title, page.last_published_at, *names]
    return f'"{hashlib.sha256(repr(state).encode()).hexdigest()[:32]}"'


def last_modified(statements: list[ArticlePage], *, request: HttpRequest) -> datetime.datetime:
    """Return the time of the last publication or withdrawal, since both change a feed."""
    site = Site.find_for_request(request)
    withdrawals = Withdrawal.objects.filter(site=site)
    withdrawn = part_or(
        None,
        lambda: once_per_state(
            request,
            "last withdrawal",
            lambda: withdrawals.aggregate(last=Max("withdrawn_at"))["last"],
        ),
        part="time of the last withdrawal",
    )
    times = [page.last_published_at for page in statements if page.last_published_at]
    if withdrawn is not None:
        times.append(withdrawn)
    return max(times, default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))


def _urn(page, *, term: term_models.Term | None = None) -> str:
    """Return a URN, one for each language, that does not change with the slug or host."""
    name = language_of(page)
    if term is not None:
        name = f"{name}/{term.translation_key}"
    return uuid.uuid5(page.translation_key, name).urn


def _absolute(url: str, *, root_url: str) -> str:
    return url if url.startswith(("http://", "https://")) else root_url + url
