"""Which of the statements that a question finds became public last?

An index knows the date of a statement, which an editor chooses, and not when it became public. The
database knows; and an engine can be asked about some statements alone. So it is asked about the
latest published, about as many as are needed.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import F
from django.http import HttpRequest

from newsroom.models import ArticlePage
from search.querying.answers import Answer, ask, count
from search.querying.request import Question
from search.querying.result_rendering import Found
from search.querying.site_terms import SiteTerms

# An engine can be asked about 65,536 at once; what was published before these is no news.
MOST = 50_000
# Each time that too few are found, so many times more are asked about.
GROWTH = 8


def latest(question: Question, *, length: int, request: HttpRequest) -> Answer:
    """Answer with the `length` statements that became public last, the latest first.

    One question to the engine where no more than these are found; else a few more.
    """
    asked = replace(question, sort="newest", page=1, length=length)
    answer = ask(asked, request=request)
    if answer.total > length:
        only = _enough(asked, length=length)
        answer = ask(replace(asked, only=only, length=2 * length), request=request)
    found = sorted(answer.found, key=_published, reverse=True)
    return replace(answer, found=tuple(found[:length]), length=length)


def _published(found: Found) -> tuple[datetime.datetime, int]:
    never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    return found.page.first_published_at or never, found.page.pk


def _enough(question: Question, *, length: int) -> tuple[int, ...]:
    """Return the last published pages, so many that `length` are found, twice that at most."""
    terms = SiteTerms(site=question.site, language=question.language)

    def found(numbers: Sequence[int]) -> int:
        return count(replace(question, only=tuple(numbers)), terms=terms)

    too_few, size = 0, length
    numbers = _last_published(question, size)
    while len(numbers) == size < MOST and found(numbers) < length:
        too_few, size = size, min(size * GROWTH, MOST)
        numbers = _last_published(question, size)
    size = len(numbers)
    while size - too_few > 1 and found(numbers[:size]) > 2 * length:
        middle = (too_few + size) // 2
        if found(numbers[:middle]) < length:
            too_few = middle
        else:
            size = middle
    return tuple(numbers[:size])


def _last_published(question: Question, size: int) -> list[int]:
    pages = ArticlePage.objects.filter(locale__language_code__in=question.searched).public_now()
    return list(
        pages.order_by(F("first_published_at").desc(nulls_last=True), "-pk").values_list(
            "pk", flat=True
        )[:size]
    )
