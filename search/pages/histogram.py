"""Histogram of the results by year or decade."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.engines.base import FacetCount
from search.querying.addresses import address, toggled
from search.querying.request import Question

# Beyond this number of years, each bar is a decade; choosing a decade shows its years.
MAX_YEARS = 30
# Of a bar with any statements, so that it can be seen.
MIN_HEIGHT = 4


@dataclass(frozen=True, kw_only=True)
class Bar:
    """The bar of a year or decade. `height` is in hundredths of the highest bar."""

    label: str
    short_label: str
    count: int
    height: int
    url: str
    chosen: bool

    @property
    def top(self) -> int:
        """Return the y coordinate of the bar's top in SVG."""
        return 100 - self.height


def histogram(counts: Iterable[FacetCount], *, question: Question) -> list[Bar]:
    """Return a bar for each year from the first to the last, including years without statements.

    `counts` ignore the filter of years; the address of a bar adds its year to that filter or
    removes it. For a single year that is not chosen there is no histogram.
    """
    by_year = {int(facet.value): facet.count for facet in counts}
    if not by_year or (len(by_year) == 1 and not question.filters.years):
        return []
    years = range(min(by_year), max(by_year) + 1)
    if len(years) > MAX_YEARS:
        return _decades(by_year, question=question)
    highest = max(by_year.values())
    return [
        Bar(
            label=str(year),
            short_label=f"{year % 100:02}",
            count=by_year.get(year, 0),
            height=_height(by_year.get(year, 0), highest=highest),
            url=address(toggled(question, kind="year", value=str(year))),
            chosen=year in question.filters.years,
        )
        for year in years
    ]


def _decades(by_year: dict[int, int], *, question: Question) -> list[Bar]:
    by_decade: dict[int, int] = {}
    for year, count in by_year.items():
        by_decade[year // 10 * 10] = by_decade.get(year // 10 * 10, 0) + count
    highest = max(by_decade.values())
    return [
        Bar(
            label=f"{first}–{first + 9}",
            short_label=f"{first}",
            count=by_decade.get(first, 0),
            height=_height(by_decade.get(first, 0), highest=highest),
            url=address(_in_decade(question, first=first)),
            chosen=False,
        )
        for first in range(min(by_decade), max(by_decade) + 1, 10)
    ]


def _in_decade(question: Question, *, first: int) -> Question:
    filters = replace(
        question.filters,
        years=(),
        date_from=datetime.date(max(first, datetime.MINYEAR), 1, 1),
        date_to=datetime.date(min(first + 9, datetime.MAXYEAR), 12, 31),
    )
    return replace(question, filters=filters, page=1)


def _height(count: int, *, highest: int) -> int:
    return max(MIN_HEIGHT, round(100 * count / highest)) if count else 0
