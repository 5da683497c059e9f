"""Suggestions for a search without results, and the histogram of years."""

import datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.engines.base import FacetCount, Filters
from search.pages.histogram import MAX_YEARS, histogram
from search.querying.alternatives import MAX_SUGGESTIONS
from search.querying.request import Question
from tests.factories import make_statement
from tests.property_tests import examples
from tests.search.pages.test_results_page import ask, shown, url

WORDS = {"en": "reservoir", "cy": "tŷ"}


def make_archive(office) -> None:
    """Three statements in each language, of 2016, 2018 and 2019."""
    for language, text in (("en", "Reservoir railway"), ("cy", "Cronfa ddŵr a rheilffordd")):
        for year in (2016, 2018, 2019):
            make_statement(
                office,
                language=language,
                title=f"{year}",
                text=text,
                date=datetime.date(year, 6, 16),
                categories=[office.categories[language][0]],
            )


pytestmark = [
    pytest.mark.office_content(make_archive, "archive"),
    pytest.mark.any_database("test_results_page.py reads the rows of results on each database"),
]


@pytest.fixture
def archive(indexed_office):
    """The office with its statements, all of them in the index."""
    return indexed_office


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "resevoir", "reservoir"),
        ("en", "resevoir raliway", "reservoir railway"),
        ("en", "resevoir unicornz", "reservoir"),
        ("en", "resevoir 2016..2018 -unicorn", "reservoir 2016..2018 -unicorn"),
        ("en", "unicornz:railway -unicornz", "railway"),
        ("en", "<unicornz>(“resevoir railway”)</unicornz>", "“reservoir railway”"),
        ("cy", "rheilfford", "rheilffordd"),
        ("cy", "ddwwr", "ddŵr"),
    ],
)
def test_a_line_is_corrected_word_by_word(archive, client, language, typed, meant):
    offer = ask(client, language, typed).context["results"].did_you_mean

    assert offer.label == meant
    assert len(shown(client.get(offer.url))) == offer.count > 0


def test_a_misspelt_word_is_corrected_despite_a_filter_without_results(archive, client):
    offer = ask(client, "en", "resevoir", year="2017").context["results"].did_you_mean

    assert (offer.label, offer.count) == ("reservoir", 3)
    assert len(shown(client.get(offer.url))) == 3


def test_an_inflected_word_is_not_corrected(archive, client, language):
    line = {"en": "reservoirs zz", "cy": "ddyfroedd zz"}[language]

    assert ask(client, language, line).context["results"].did_you_mean is None


def test_removal_of_dates_is_suggested_and_suggestions_are_few(archive, client, language):
    word = {"en": "railway", "cy": "rheilffordd"}[language]

    results = ask(client, language, word, date_from="2030", date_to="2031").context["results"]
    (offer,) = results.without_filters
    many = ask(client, language, word, year=[str(year) for year in range(1990, 2010)])

    assert offer.count == 3
    assert len(shown(client.get(offer.url))) == 3
    assert len(many.context["results"].chosen) == 20
    assert len(many.context["results"].without_filters) <= MAX_SUGGESTIONS
    assert client.get(many.context["results"].clear_url).context["results"].answer.total == 3


def test_the_bar_of_a_year_adds_and_removes_its_filter(archive, client, language):
    word = {"en": "railway", "cy": "rheilffordd"}[language]

    response = ask(client, language, word, year="2018")
    bars = response.context["results"].histogram

    assert [(bar.label, bar.count, bar.chosen) for bar in bars] == [
        ("2016", 1, False),
        ("2017", 0, False),
        ("2018", 1, True),
        ("2019", 1, False),
    ]
    assert response.content.decode().count('<a class="histogram__bar"') == 3
    assert 'aria-current="true"' in response.content.decode()
    assert len(shown(client.get(bars[0].url))) == 2
    assert len(shown(client.get(bars[2].url))) == 3


def test_many_years_are_grouped_into_decades():
    counts = [FacetCount(value=str(year), count=2) for year in (1951, 1958, 1990, 2026)]

    bars = histogram(counts, question=Question(line="x", language="en"))

    assert [bar.label for bar in bars][:2] == ["1950–1959", "1960–1969"]
    assert [bar.count for bar in bars] == [4, 0, 0, 0, 2, 0, 0, 2]
    assert [bar.height for bar in bars[:2]] == [100, 0]
    assert "date_from=1950-01-01&date_to=1959-12-31" in bars[0].url
    assert len(range(1951, 2027)) > MAX_YEARS


def test_a_single_year_has_no_histogram():
    counts = [FacetCount(value="2020", count=7)]

    assert histogram(counts, question=Question(language="en")) == []
    chosen = Question(language="en", filters=Filters(years=(2020,)))
    assert [bar.chosen for bar in histogram(counts, question=chosen)] == [True]
    assert histogram([], question=chosen) == []


ANY = st.text(max_size=40)
ADDRESSES = st.fixed_dictionaries(
    {},
    optional={
        "q": st.one_of(ANY, st.sampled_from(['"', "OR", "-", "..", "2015..", "i'r", "tŷ OR -"])),
        "category": st.lists(ANY, max_size=3),
        "topic": st.lists(ANY, max_size=3),
        "year": st.lists(st.one_of(ANY, st.integers(-5, 99999).map(str)), max_size=4),
        "lang": st.lists(st.one_of(ANY, st.sampled_from(["en", "cy"])), max_size=3),
        "date_from": st.one_of(ANY, st.dates().map(str), st.sampled_from(["9999", "0001-01"])),
        "date_to": st.one_of(ANY, st.dates().map(str), st.sampled_from(["9999-12", "0000"])),
        "sort": st.one_of(ANY, st.sampled_from(["newest", "oldest", "relevance"])),
        "page": st.one_of(ANY, st.integers(-5, 10**6).map(str)),
    },
)


@pytest.mark.property
def test_no_address_is_an_error(archive, engine, client):
    feeds = {"en": "feed.atom", "cy": "ffrwd.atom"}

    # Addresses are read in the same way for both engines, and a server is slow.
    @example(parameters={"q": "..0000", "date_to": "0000"}, language="en")
    @given(parameters=ADDRESSES, language=st.sampled_from(["en", "cy"]))
    @settings(max_examples=examples(20 if engine.name == "embedded" else 4), deadline=None)
    def check(parameters, language):
        response = client.get(url(language), parameters)
        feed = client.get(f"{url(language)}{feeds[language]}", parameters)

        # Only a page after the last one is not there.
        passed = response.status_code == 404 and "page" in parameters
        assert response.status_code == 200 or passed
        assert feed.status_code == 200

    check()
