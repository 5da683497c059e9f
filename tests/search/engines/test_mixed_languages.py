"""Mixed-language search and completion of titles, with both engines."""

import datetime
import itertools

import pytest

from search.engines.base import Filters, Query, TitleQuery
from search.engines.entries import TermLabel
from search.language.analysis import analyser_for
from search.language.query_terms import QueryTerm
from tests.search.engines.test_engines import entry, query, write

ENGLISH, WELSH = range(1, 40, 2), range(2, 41, 2)


def both(**changes) -> tuple[Query, ...]:
    """The same query in each language: `ysgol` is Welsh for a school."""
    return (query("school", language="en", **changes), query("ysgol", language="cy", **changes))


@pytest.fixture
def schools(engine):
    """Twenty statements in each language, one a day, in alternating languages."""
    for number in (*ENGLISH, *WELSH):
        language, word = ("en", "School") if number % 2 else ("cy", "Ysgol")
        write(
            engine,
            entry(
                number,
                word,
                language=language,
                date=datetime.date(2016, 1, 1) + datetime.timedelta(days=number),
                categories=(TermLabel(slug=f"news-{language}", name="News"),),
            ),
        )
    return engine


@pytest.mark.parametrize(("sort", "ids"), [("newest", range(40, 0, -1)), ("oldest", range(1, 41))])
def test_dates_order_all_languages(schools, sort, ids):
    seen = []
    for offset in range(0, 45, 9):
        answer = schools.search_mixed_languages(both(sort=sort, offset=offset, limit=9))
        assert answer.totals == {"en": 20, "cy": 20}
        seen += [hit.page_id for hit in answer.hits]

    assert seen == list(ids)


def test_pages_by_relevance_do_not_overlap(schools):
    pages = [
        schools.search_mixed_languages(both(offset=offset, limit=7)).hits
        for offset in range(0, 42, 7)
    ]
    hits = list(itertools.chain.from_iterable(pages))

    assert sorted(hit.page_id for hit in hits) == list(range(1, 41))
    assert all(hit.language == ("en" if hit.page_id % 2 else "cy") for hit in hits)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)


def test_each_language_has_its_own_filters_and_counts(schools):
    english, welsh = both()
    english = query("school", filters=Filters(categories=("news-en",)))
    welsh = query("ysgol", language="cy", filters=Filters(categories=("other",)))

    answer = schools.search_mixed_languages((english, welsh), facets=True)

    assert answer.totals == {"en": 20, "cy": 0}
    assert answer.total == 20
    assert {hit.language for hit in answer.hits} == {"en"}
    counts = {
        language: {one.value: one.count for one in facets["category"]}
        for language, facets in answer.facets.items()
    }
    assert counts == {"en": {"news-en": 20}, "cy": {"news-cy": 20}}
    assert [one.count for one in answer.facets["cy"]["year"]] == []


def test_without_words_everything_matches(schools):
    questions = (query(sort="newest"), query(language="cy", sort="newest"))

    answer = schools.search_mixed_languages(questions)

    assert answer.total == 40
    assert [hit.page_id for hit in answer.hits] == list(range(40, 20, -1))


@pytest.mark.parametrize("engine", ["elasticsearch"], indirect=True)
def test_pages_beyond_the_result_window_are_reached(schools, monkeypatch):
    """The server itself refuses requests beyond the tenth statement."""
    monkeypatch.setattr(schools, "max_result_window", 10)
    for language in ("en", "cy"):
        schools.indexes.writer.indices.put_settings(
            index=schools.indexes.alias(language), settings={"index.max_result_window": 10}
        )

    alone = [
        [hit.page_id for hit in schools.search(query(sort="newest", offset=offset, limit=6)).hits]
        for offset in range(0, 36, 6)
    ]
    together = [
        [
            hit.page_id
            for hit in schools.search_mixed_languages(both(sort="newest", offset=at, limit=8)).hits
        ]
        for at in range(0, 48, 8)
    ]
    beyond = schools.search(query("school", offset=500, limit=6), facets=True)

    assert list(itertools.chain.from_iterable(alone)) == list(reversed(ENGLISH))
    assert list(itertools.chain.from_iterable(together)) == list(range(40, 0, -1))
    assert (beyond.total, beyond.hits) == (20, ())
    assert [one.count for one in beyond.facets["year"]] == [20]


def complete(engine, *prefixes: str, words: tuple[str, ...] = (), **changes) -> list[int]:
    analyser = analyser_for(changes.get("language", "en"))
    groups = tuple(
        (QueryTerm(words=(word,), lemmas=(analyser.query_lemmas(word),)),) for word in words
    )
    asked = TitleQuery(**{"language": "en", "prefixes": prefixes, "groups": groups, **changes})
    return list(engine.search_titles(asked))


def test_a_prefix_finds_titles(engine):
    write(
        engine,
        entry(1, "Trains in the north", date=datetime.date(2015, 1, 1)),
        entry(2, "A train home", date=datetime.date(2019, 1, 1)),
        entry(3, "Nothing", "trains in the text alone"),
        entry(4, "Train elsewhere", site_id=2),
    )

    assert complete(engine, "tra", site_id=1) == [2, 1]
    assert complete(engine, "tra", site_id=1, limit=1) == [2]
    assert complete(engine, "nor", words=("trains",), site_id=1) == [1]
    assert complete(engine, "tra") == [2, 4, 1]
    assert complete(engine, "zzz") == complete(engine, '"') == []


def test_a_welsh_title_is_found_by_its_mutations_and_without_accents(engine):
    write(
        engine,
        entry(1, "Cyfarfod yng Nghaerdydd", language="cy"),
        entry(2, "Ansawdd y dŵr", language="cy"),
    )

    assert complete(engine, "caer", language="cy") == [1]
    assert complete(engine, "nghaer", language="cy") == [1]
    assert complete(engine, "dwr", language="cy") == [2]
