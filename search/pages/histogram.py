"""How are the statements that were found spread over the years?"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from search.engines.base import FacetCount
from search.querying.addresses import address, toggled
from search.querying.request import Question

# With more years than these, each bar stands for ten; a decade that is chosen shows its years.
MOST_YEARS = 30
LOWEST = 4


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One year or decade: `height` in hundredths of the highest; `top` is what lies above it."""

    label: str
    short_label: str
    count: int
    height: int
    url: str
    chosen: bool

    @property
    def top(self) -> int:
        """Return where the bar begins, counted from above as SVG does."""
        return 100 - self.height


def histogram(counts: Iterable[FacetCount], *, question: Question) -> list[Bar]:
    """Return a bar for each year from the first to the last, those without statements too.

    The counts leave the choice of years aside; a bar's address adds its year or takes it away.
    One year alone, not chosen, is no picture.
    """
    by_year = {int(one.value): one.count for one in counts}
    if not by_year or (len(by_year) == 1 and not question.filters.years):
        return []
    years = range(min(by_year), max(by_year) + 1)
    if len(years) > MOST_YEARS:
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
    return max(LOWEST, round(100 * count / highest)) if count else 0
