"""The form that reads the address of a results page; it ignores invalid values."""

import datetime
from typing import TypeVar

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Site

from search.engines.base import Filters
from search.language.analysis import LANGUAGES
from search.querying.parser import LONGEST_LINE, parse_dates
from search.querying.request import Question

T = TypeVar("T")
MAX_VALUES = 20
# No archive has so many pages; the limit keeps offsets within what engines accept.
LAST_PAGE = 100_000
SORTS = [
    # Translators: an order of search results.
    ("relevance", pgettext_lazy("order", "Best match")),
    ("newest", pgettext_lazy("order", "Newest first")),
    ("oldest", pgettext_lazy("order", "Oldest first")),
]


class SearchForm(forms.Form):
    """The parameters of the results page's address."""

    q = forms.CharField(
        label=_("Search the archive"),
        required=False,
        max_length=LONGEST_LINE,
        strip=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "class": "input",
                "autocomplete": "off",
                "aria-describedby": "search-tips",
            }
        ),
    )
    date_from = forms.CharField(
        label=pgettext_lazy("date", "From"), required=False, widget=forms.TextInput
    )
    date_to = forms.CharField(
        label=pgettext_lazy("date", "To"), required=False, widget=forms.TextInput
    )
    sort = forms.ChoiceField(
        label=pgettext_lazy("of search results", "Order"),
        required=False,
        choices=[("", ""), *SORTS],
    )
    page = forms.IntegerField(required=False, min_value=1, max_value=LAST_PAGE)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.lists = {
            name: tuple(dict.fromkeys(value[:100] for value in data.getlist(name) if value))[
                :MAX_VALUES
            ]
            for name in ("category", "topic", "year", "lang")
        }
        self.is_valid()

    def value(self, name: str, default: T) -> T:
        """Return a field's value where it is given and valid, else `default`."""
        value: T | None = self.cleaned_data.get(name)
        return default if value is None or value == "" else value

    @property
    def line(self) -> str:
        """Return the line that was typed, cut to the maximum length."""
        line: str = self.data.get("q", "")
        return line.replace("\x00", " ")[:LONGEST_LINE].strip()

    def languages(self, own: str) -> tuple[str, ...]:
        """Return the languages to search, the reader's own first; empty for `own` alone."""
        chosen = sorted(set(self.lists["lang"]) & set(LANGUAGES), key=lambda code: code != own)
        return () if chosen == [own] else tuple(chosen)

    def question(self, *, language: str, site: Site | None) -> Question:
        """Return the question of this address on a page in `language`."""
        return Question(
            line=self.line,
            language=language,
            languages=self.languages(language),
            site=site,
            filters=self.filters,
            sort=self.value("sort", None),
            page=self.value("page", 1),
        )

    @property
    def filters(self) -> Filters:
        """Return the valid filters."""
        return Filters(
            categories=self.lists["category"],
            topics=self.lists["topic"],
            years=tuple(
                int(year)
                for year in self.lists["year"]
                if year.isascii() and year.isdecimal() and len(year) == 4
            ),
            date_from=self._day("date_from", last=False),
            date_to=self._day("date_to", last=True),
        )

    def _day(self, name: str, *, last: bool) -> datetime.date | None:
        """Return the day of a date field; a year or month means its first or last day."""
        text = self.value(name, "").strip()
        dates = parse_dates(f"..{text}" if last else f"{text}..") if text else None
        if dates is None:
            return None
        return dates.last if last else dates.first
