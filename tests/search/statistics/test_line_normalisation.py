"""Normalisation of search lines, and lines that are never stored."""

import pytest

from search.statistics.line_normalisation import MAX_LENGTH, is_private, line_key, normalised_line


@pytest.mark.parametrize(
    ("line", "counted_as"),
    [
        ("  Rail   Funding ", "rail funding"),
        ("“First reading”", '"first reading"'),
        ("Dw\u0302r", "dŵr"),
        ("RHEILFFORDD -bws", "rheilffordd -bws"),
    ],
)
def test_the_same_search_is_counted_as_one(line, counted_as):
    assert normalised_line(line) == counted_as


@pytest.mark.parametrize(
    "line",
    [
        "mared.puw@example.wales",
        "ask mared@localhost",
        "01286 672500",
        "+44 7700 900123",
        "(029) 2089-8898",
        "2015551234567",
        "qq 12 34 56 c",
        "ll55 1ab",
        "cf99 1sn bus",
        "ab12 cde",
        "https://example.wales/reset?token=1",
        "www.example.wales",
        "word " * 11,
        "x" * (MAX_LENGTH + 1),
        "a\x1bb",
    ],
)
def test_lines_that_may_identify_a_person_are_private(line):
    assert is_private(normalised_line(line))


@pytest.mark.parametrize(
    "line",
    [
        "rail funding",
        "ysbyty gwynedd",
        "2015..2018",
        "budget 2016-06-14..2017-01-01",
        "2015 2016 2017",
        "a470",
        "m4 relief road",
        "covid 19",
        '"first reading" -bill',
        "1,500 homes",
        "£1.5 million",
        "cyllideb 2016",
    ],
)
def test_usual_lines_are_not_private(line):
    assert not is_private(normalised_line(line))


def test_keys_depend_on_site_language_and_secret_key(settings):
    key = line_key("rail", site_id=1, language="en")
    assert key == line_key("rail", site_id=1, language="en")
    assert key != line_key("rail", site_id=2, language="en")
    assert key != line_key("rail", site_id=1, language="cy")

    settings.SECRET_KEY = "another" * 10
    assert key != line_key("rail", site_id=1, language="en")
