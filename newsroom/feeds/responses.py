"""What does a feed reader get, and when is nothing new?"""

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

from newsroom.addresses.indexes import index_address, keep_index, term_address
from newsroom.addresses.routes import Destination
from newsroom.feeds.content import FullContent, contents
from newsroom.feeds.formats import WRITERS, Entry, Feed, Term
from newsroom.models import ArticlePage, Category, NewsIndexPage, Topic, Withdrawal
from newsroom.models import terms as term_models
from newsroom.models.pages import MANY, ArticleQuerySet
from newsroom.translation.locales import language_of

LENGTH = 30
# Part of every ETag: raise it when the way feeds are written changes.
WRITTEN_AS = 1


def respond(
    index: NewsIndexPage, *, request: HttpRequest, destination: Destination
) -> HttpResponse:
    """Answer with the feed, or 304 before any body is read. 404 for an unknown term."""
    keep_index(index, request=request)
    term = _term(index, request=request, destination=destination)
    statements = newest_published(index, term=term)
    parts = [index.title, index.introduction]
    if term is not None:
        parts += [term.name, term.description]
    modified = last_modified(statements, request=request)
    return answer(
        lambda: build(index, statements=statements, term=term, request=request, updated=modified),
        file_name=destination.feed,
        etag=etag_of(statements, parts=parts, request=request),
        modified=modified,
        request=request,
    )


def answer(
    write_feed: Callable[[], Feed],
    *,
    file_name: str,
    etag: str,
    modified: datetime.datetime,
    request: HttpRequest,
) -> HttpResponse:
    """Answer with a feed in the format of a file name, or 304 before any body is read."""
    response = get_conditional_response(request, etag=etag, last_modified=int(modified.timestamp()))
    if response is None:
        write, media_type = WRITERS[file_name]
        response = HttpResponse(write(write_feed()), content_type=media_type)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified.timestamp())
    response["Access-Control-Allow-Origin"] = "*"
    return response


def newest_published(index: NewsIndexPage, *, term: term_models.Term | None) -> list[ArticlePage]:
    """Return the statements of the index, or of a term, that were published last; no bodies."""
    published = F("first_published_at")
    if index.numchild > MANY:
        # PostgreSQL's index has what is empty at the other end; here nothing is.
        large = ArticlePage.objects.listed_in(index, along="first_published_at")
        found = _newest(large, order=published.desc(), term=term)
        if len(found) == LENGTH:
            return found
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
        statements.public_now()
        .order_by(order, "-date", "-pk")
        .for_lists()
        .prefetch_related("article_topics__topic")[:LENGTH]
    )


def build(
    index: NewsIndexPage,
    *,
    statements: list[ArticlePage],
    term: term_models.Term | None,
    request: HttpRequest,
    updated: datetime.datetime,
) -> Feed:
    """Return the feed with the whole text of each statement."""
    root_url = root_of(index, request=request)
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
        entries=entries(statements, root_url=root_url, request=request),
    )


def entries(statements: list[ArticlePage], *, root_url: str, request: HttpRequest) -> list[Entry]:
    """Return the statements, fetched as lists show them and with topics, as entries of a feed."""
    whole = contents(statements, request=request, root_url=root_url)
    return [
        _entry(page, content=whole[page.pk], root_url=root_url, request=request)
        for page in statements
        if page.pk in whole
    ]


def root_of(index: NewsIndexPage, *, request: HttpRequest) -> str:
    """Return scheme and host of the index's site, as its own full addresses have them."""
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
            for term in [*page.categories.all(), *page.topics]
        ],
        image=content.image,
    )


def _term(
    index: NewsIndexPage, *, request: HttpRequest, destination: Destination
) -> term_models.Term | None:
    for model, slug in ((Category, destination.category), (Topic, destination.topic)):
        if slug:
            site = Site.find_for_request(request)
            term = model.objects.filter(site=site, locale_id=index.locale_id, slug=slug).first()
            if term is None:
                raise Http404
            return term
    return None


def etag_of(statements: list[ArticlePage], *, parts: Iterable[object], request: HttpRequest) -> str:
    """Name this state of a feed by all that it is written from."""
    state = [WRITTEN_AS, request.get_host(), request.path, *parts]
    for page in statements:
        names = [row.name for row in [*page.categories.all(), *page.topics]]
        state += [page.pk, page.url_path, page.title, page.last_published_at, *names]
    return f'"{hashlib.sha256(repr(state).encode()).hexdigest()[:32]}"'


def last_modified(statements: list[ArticlePage], *, request: HttpRequest) -> datetime.datetime:
    """Return the last publication, or withdrawal: a feed also changes when it loses something."""
    site = Site.find_for_request(request)
    withdrawn = Withdrawal.objects.filter(site=site).aggregate(last=Max("withdrawn_at"))["last"]
    times = [page.last_published_at for page in statements if page.last_published_at]
    if withdrawn is not None:
        times.append(withdrawn)
    return max(times, default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC))


def _urn(page, *, term: term_models.Term | None = None) -> str:
    """Return a name that neither a new slug nor a new host changes, one for each language."""
    name = language_of(page)
    if term is not None:
        name = f"{name}/{term.translation_key}"
    return uuid.uuid5(page.translation_key, name).urn


def _absolute(url: str, *, root_url: str) -> str:
    return url if url.startswith(("http://", "https://")) else root_url + url
