"""Formats of dates and times in the admin, by language."""

import datetime

import pytest
from django.utils import formats, translation

TEN = datetime.datetime(2026, 7, 3, 10, 5)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "3 July 2026, 10:05"), ("cy", "3 Gorffennaf 2026, 10:05")],
)
def test_times_have_the_day_first_and_24_hours(language, expected):
    with translation.override(language):
        assert formats.date_format(TEN, "DATETIME_FORMAT") == expected


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_week_begins_on_monday(language):
    with translation.override(language):
        assert formats.get_format("FIRST_DAY_OF_WEEK") == 1
