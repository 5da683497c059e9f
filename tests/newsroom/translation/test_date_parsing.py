"""Dates parsed from English and Welsh text."""

import datetime
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.translation.date_parsing import parse_date

DAY = datetime.date(2016, 6, 16)
ENGLISH = "January February March April May June July August September October November December"
WELSH = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"
AFTER_O = "Ionawr Chwefror Fawrth Ebrill Fai Fehefin Orffennaf Awst Fedi Hydref Dachwedd Ragfyr"
DAYS_EN = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
DAYS_CY = "Llun Mawrth Mercher Iau Gwener Sadwrn Sul"


@pytest.mark.parametrize(
    "text",
    [
        "Thursday, 16 June, 2016",
        "Thursday 16th June 2016",
        "the 16th of June 2016",
        "June 16, 2016",
        "16 Jun 2016",
        "16/06/2016",
        "16.6.2016",
        "2016-06-16",
        "2016-06-16T09:00:00+01:00",
        "2016-06-15T23:30:00Z",
        "Thu, 16 Jun 2016 09:00:00 +0100",
        "Published on 16 June 2016",
        "Dydd Iau, 16 Mehefin 2016",
        "16eg o Fehefin 2016",
        "Dydd Iau 16eg Mehefin 2016",
        "16 Meh 2016",
        "Cyhoeddwyd ar 16 Mehefin 2016",
        "Thursday,\u00a016\u00a0June,\u00a02016",
    ],
)
def test_accepted_forms(text):
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "June 2016",
        "16 June",
        "31 June 2016",
        "yesterday",
        "16 Juno 2016",
        "20160616",
        "07700 900123",
    ],
)
def test_incomplete_or_impossible_dates_are_rejected(text):
    assert parse_date(text) is None


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)), st.booleans())
def test_long_forms_round_trip_in_both_languages(day, comma):
    mark = "," if comma else ""
    month, weekday = day.month - 1, day.weekday()
    english = f"{DAYS_EN.split()[weekday]}{mark} {day.day} {ENGLISH.split()[month]}"
    welsh = f"Dydd {DAYS_CY.split()[weekday]}{mark} {day.day} {WELSH.split()[month]}"
    assert parse_date(f"{english}{mark} {day.year}") == day
    assert parse_date(f"{welsh}{mark} {day.year}") == day
    assert parse_date(f"{day.day}eg o {AFTER_O.split()[month]} {day.year}") == day
    assert parse_date(day.isoformat()) == day


@given(st.text() | st.text(alphabet=string.digits + " -/:.TZ+,"))
def test_any_text_gives_a_date_or_none(text):
    assert parse_date(text) is None or isinstance(parse_date(text), datetime.date)
