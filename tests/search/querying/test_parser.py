"""The query parser accepts every line, and reads its syntax."""

import datetime

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from search.language.analysis import analyser_for, normalise, tokens
from search.querying.parser import DateRange, parse, parse_dates
from tests.property_tests import examples
from tests.search.engines.test_engines import entry, query, write

DATE = datetime.date
SYNTAX = ['"', "-", "OR", "NEU", "|", "..", "2015..2018", "(", "*", ":", "^", "NEAR(", "AND", "NOT"]
OTHERS = ["'", "i'r", "{title}", "\x00", "\ud800", "dŵr", "rail", "words:", "; DROP TABLE words"]
PIECES = st.sampled_from([*SYNTAX, *OTHERS])


def words(line: str, language: str = "en") -> list[list[str]]:
    return [
        [" ".join(term.words) for term in group] for group in parse(line, language=language).groups
    ]


@pytest.mark.parametrize(
    ("line", "groups"),
    [
        ("", []),
        ("rail bus", [["rail"], ["bus"]]),
        ("rail OR bus tram", [["rail", "bus"], ["tram"]]),
        ("rail NEU bus", [["rail", "bus"]]),
        ("rail | bus", [["rail", "bus"]]),
        ("rail or bus", [["rail"], ["bus"]]),
        ("OR OR OR", []),
        ('"north wales" rail', [["north wales"], ["rail"]]),
        ("“north wales”", [["north wales"]]),
        ('"north wales', [["north wales"]]),
        ("co-production", [["co production"]]),
        ("the rail of the north", [["rail"], ["north"]]),
        ("the of", [["the"], ["of"]]),
        ("the by-election", [["by election"]]),
        ("A&E, Check-in", [["a e"], ["check in"]]),
        ("rail/the (on-to)", [["rail"]]),
        ('"to be or not to be"', [["to be or not to be"]]),
        ("-rail", []),
        ("!!! ???", []),
    ],
)
def test_a_line_is_groups_of_alternatives(line, groups):
    assert words(line) == groups


def test_welsh_stop_words_at_the_ends_of_joined_words_are_removed():
    assert words("i'r Bala", "cy") == [["bala"]]
    assert words("Cymru'n", "cy") == [["cymru"]]
    assert words("plant hen", "cy") == [["plant"], ["hen"]]
    assert words("a'r ar-lein o'r", "cy") == [["ar lein"]]


@pytest.mark.parametrize(
    ("word", "first", "last"),
    [
        ("2015..2018", DATE(2015, 1, 1), DATE(2018, 12, 31)),
        ("2015..", DATE(2015, 1, 1), None),
        ("..2018-02", None, DATE(2018, 2, 28)),
        ("2016-02..2016-02", DATE(2016, 2, 1), DATE(2016, 2, 29)),
        ("2016-06-16..2016-12-31", DATE(2016, 6, 16), DATE(2016, 12, 31)),
        ("2018..2015", DATE(2015, 1, 1), DATE(2018, 12, 31)),
        ("..9999", None, DATE(9999, 12, 31)),
    ],
)
def test_ranges_of_dates(word, first, last):
    assert parse_dates(word) == DateRange(first=first, last=last)


@pytest.mark.parametrize("word", ["..", "2015-13..", "0000..", "2015..18", "2015-02-30..", "2015"])
def test_anything_but_a_range_is_words(word):
    assert parse_dates(word) is None


def test_a_range_filters_and_is_not_a_word():
    parsed = parse("rail 2015..2018", language="en")

    assert parsed.dates.first == DATE(2015, 1, 1)
    assert len(parsed.groups) == 1


@pytest.mark.parametrize("asked", ["en", "cy"])
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=examples(60),
)
@given(line=st.one_of(st.text(), st.lists(PIECES).map(" ".join), st.lists(PIECES).map("".join)))
@example(line='"' * 400)
@example(line="a" * 10_000)
@example(line="-" * 300 + '"x')
@example(line=" ".join(["co-production-of-many-words-in-a-row"] * 40))
def test_every_string_is_answered(engine, asked, line):
    write(engine, entry(1, "Rail", "dŵr", language=asked), version=1)

    results = engine.search(query(line, language=asked), facets=True)
    engine.search(query(line, language=asked, match_any=True))

    assert results.total in (0, 1)


@pytest.mark.parametrize("language", ["en", "cy"])
@given(line=st.text(max_size=200))
def test_a_text_finds_itself(language, line):
    """The words of a line are indexed under the lemmas that the line asks for."""
    analyser = analyser_for(language)
    for token in tokens(normalise(line)):
        assert analyser.lemma(token.word) in analyser.query_lemmas(token.word)


@pytest.mark.parametrize("word", ["..2016-13", "2016-13..", "..2016-02-30"])
def test_a_nonexistent_day_is_not_a_date(word):
    assert parse(word, language="en").dates.first is None
    assert parse(word, language="en").dates.last is None
