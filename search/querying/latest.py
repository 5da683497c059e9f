"""The results of a question that were published last, for feeds.

An index has the date of a statement, which an editor chooses, but not the time of its publication.
The database has it, and a query can be restricted to some statements. So the query is restricted to
the latest published statements, as many as are needed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import F
from django.http import HttpRequest

from newsroom.models import ArticlePage
from search.querying.answers import Answer, ask, count
from search.querying.request import Question
from search.querying.result_rendering import RenderedResult
from search.querying.site_terms import SiteTerms

# A query can be restricted to 65,536 pages; statements published before these are not news.
MAX_PAGES = 50_000
# The factor by which the number of statements grows while too few of them match.
GROWTH = 8


def latest_published(question: Question, *, length: int, request: HttpRequest) -> Answer:
    """Answer with the `length` results that were published last, the latest first.

    One query to the engine where there are no more results than these, else a few more.
    """
    first_page = replace(question, sort="newest", page=1, length=length)
    answer = ask(first_page, request=request)
    if answer.total > length:
        pages = _sufficient_pages(first_page, length=length)
        narrowed = replace(first_page, only_pages=pages, length=2 * length)
        answer = ask(narrowed, request=request)
    results = sorted(answer.results, key=_publication, reverse=True)
    return replace(answer, results=tuple(results[:length]), length=length)


def _publication(result: RenderedResult) -> tuple[datetime.datetime, int]:
    never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return result.page.first_published_at or never, result.page.pk


def _sufficient_pages(question: Question, *, length: int) -> tuple[int, ...]:
    """Return the last published pages, as many as have from `length` to twice as many matches."""
    terms = SiteTerms(site=question.site, language=question.language)

    def matches(page_ids: Sequence[int]) -> int:
        return count(replace(question, only_pages=tuple(page_ids)), terms=terms)

    too_few, size = 0, length
    page_ids = _last_published(question, size)
    while len(page_ids) == size < MAX_PAGES and matches(page_ids) < length:
        too_few, size = size, min(size * GROWTH, MAX_PAGES)
        page_ids = _last_published(question, size)
    size = len(page_ids)
    while size - too_few > 1 and matches(page_ids[:size]) > 2 * length:
        middle = (too_few + size) // 2
        if matches(page_ids[:middle]) < length:
            too_few = middle
        else:
            size = middle
    return tuple(page_ids[:size])


def _last_published(question: Question, size: int) -> list[int]:
    pages = ArticlePage.objects.filter(
        locale__language_code__in=question.searched_languages
    ).public_now()
    return list(
        pages.order_by(F("first_published_at").desc(nulls_last=True), "-pk").values_list(
            "pk", flat=True
        )[:size]
    )
