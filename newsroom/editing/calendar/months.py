"""Months of the calendar: their weeks and days, and the months before and after."""

import calendar
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from newsroom.editing.calendar.events import Event
from newsroom.languages.configured import active_language
from newsroom.languages.data import language_data
from newsroom.translation.dates import format_long_date

# Years that a calendar may be asked for.
FIRST_YEAR, LAST_YEAR = 1970, 2100
# Entries of a day in the month's table; the list has all.
SHOWN_IN_A_DAY = 6
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, kw_only=True)
class Day:
    """A day of the table with its first events, and the number of those left out."""

    date: date
    in_month: bool
    is_today: bool
    events: list[Event]
    more: int

    @property
    def name(self) -> str:
        """Return the day in words, such as "Tuesday 16 June 2026"."""
        return format_long_date(self.date, language=active_language())


@dataclass(frozen=True, order=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """Return the month of a day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month | None":
        """Return the month of "2026-06", None for anything else."""
        match = _MONTH.fullmatch(text)
        if not match:
            return None
        month = cls(int(match[1]), int(match[2]))
        valid = FIRST_YEAR <= month.year <= LAST_YEAR and 1 <= month.number <= 12
        return month if valid else None

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def name(self) -> str:
        """Return "June 2026" or "Mehefin 2026"."""
        return f"{language_data(active_language()).months[self.number - 1]} {self.year}"

    @property
    def first(self) -> date:
        """Return the first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Return the last day."""
        return date(self.year, self.number, calendar.monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month | None":
        """Return the month so many months later, None outside of the years that are shown."""
        years, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month.parse(f"{years:04}-{number + 1:02}")

    def weeks(self) -> list[list[date]]:
        """Return the days of the weeks that the month touches, from Monday on."""
        return calendar.Calendar().monthdatescalendar(self.year, self.number)


def table(month: Month, events: Iterable[Event], *, today: date) -> list[list[Day]]:
    """Return the weeks of a month with the events of their days."""
    by_day: dict[date, list[Event]] = defaultdict(list)
    for event in events:
        by_day[event.day].append(event)
    return [
        [
            Day(
                date=day,
                in_month=day.month == month.number,
                is_today=day == today,
                events=by_day[day][:SHOWN_IN_A_DAY],
                more=max(0, len(by_day[day]) - SHOWN_IN_A_DAY),
            )
            for day in week
        ]
        for week in month.weeks()
    ]


def weekdays() -> list[str]:
    """Return the names of the weekdays in the active language, from Monday on."""
    return list(language_data(active_language()).weekdays)
