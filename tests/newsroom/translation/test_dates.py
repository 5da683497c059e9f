"""Tests of dates in words in both languages."""

import datetime

import pytest
from django.template import Context, Template
from django.utils.translation import override

from newsroom.translation.dates import format_long_date, format_short_date

WELSH_MONTHS = [
    *("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin"),
    *("Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd", "Rhagfyr"),
]
WELSH_DAYS = ["Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul"]


@pytest.mark.parametrize("month", range(1, 13))
def test_every_welsh_month(month):
    date = datetime.date(2016, month, 5)

    assert format_short_date(date, language="cy") == f"5 {WELSH_MONTHS[month - 1]} 2016"
    assert format_short_date(date, language="en") == f"5 {date:%B} 2016"


@pytest.mark.parametrize("day", range(7))
def test_every_weekday(day):
    date = datetime.date(2016, 6, 13) + datetime.timedelta(days=day)

    assert format_long_date(date, language="cy").startswith(f"Dydd {WELSH_DAYS[day]} ")
    assert format_long_date(date, language="en").startswith(f"{date:%A} ")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Thursday 16 June 2016|16 June 2016"),
        ("cy", "Dydd Iau 16 Mehefin 2016|16 Mehefin 2016"),
    ],
)
def test_template_filters_use_the_active_language(language, expected):
    template = Template(
        "{% load newsroom_tags %}{{ date|long_date }}|{{ date|short_date }}{{ none|long_date }}"
    )

    with override(language):
        written = template.render(Context({"date": datetime.date(2016, 6, 16), "none": None}))

    assert written == expected


def test_the_date_of_a_time_is_that_of_the_offices_time_zone():
    late = datetime.datetime(2016, 6, 15, 23, 30, tzinfo=datetime.UTC)  # 00:30 in Cardiff

    written = Template("{% load newsroom_tags %}{{ late|short_date }}").render(
        Context({"late": late})
    )

    assert written == "16 June 2016"
