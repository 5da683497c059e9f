"""Relevance of the results on each engine, in each language."""

import uuid
from functools import cache

import pytest
from django.test import override_settings

from search.engines.selection import engines
from search.language.analysis import LANGUAGES
from tests.search.relevance import corpus, measuring, report, ways

# The share of misspelt lines that must be corrected, or have the right results as typed.
MIN_CORRECTED = 0.85


def _engine(name: str, **changes):
    with override_settings(**changes):
        engine = engines()[name]
    for language in LANGUAGES:
        measuring.index(engine, language=language)
    return engine


@pytest.fixture(scope="module")
def embedded(tmp_path_factory):
    return _engine("embedded", SEARCH_FOLDER=tmp_path_factory.mktemp("relevance"))


@pytest.fixture(scope="module")
def elasticsearch(elasticsearch_url, tmp_path_factory):
    engine = _engine(
        "elasticsearch",
        ELASTICSEARCH_URL=elasticsearch_url,
        ELASTICSEARCH_INDEX_PREFIX=f"lectern-{uuid.uuid4().hex[:12]}",
        ELASTICSEARCH_TIMEOUT=30.0,
        SEARCH_FOLDER=tmp_path_factory.mktemp("beside"),
    )
    yield engine
    for language in LANGUAGES:
        engine.indexes.remove_all(language)


@pytest.fixture(scope="module")
def answers(request):
    """Return an engine's answers to all queries of a language, cached for this module."""
    return cache(
        lambda name, language: measuring.answers(request.getfixturevalue(name), language=language)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_large_enough(language):
    queries = corpus.queries(language)

    assert len(corpus.statements(language)) >= 100
    assert sum(query.relevant for query in queries) >= 60
    assert any(not query.relevant for query in queries)
    assert len({query.line for query in queries}) == len(queries)
    assert all(query.tests for query in queries)
    assert len(corpus.misspelt(language)) >= 40


def test_both_languages_together_have_two_hundred_statements():
    assert sum(len(corpus.statements(language)) for language in LANGUAGES) >= 200


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["embedded", "elasticsearch"])
def test_the_figures_reach_their_targets(answers, name, language):
    figures = measuring.figures(answers(name, language))

    assert figures.ndcg >= report.MIN_NDCG
    assert figures.recall >= report.MIN_RECALL
    assert figures.zero == 0
    assert figures.nothing == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_engines_give_the_same_results(answers, language):
    parity = measuring.parity(answers("embedded", language), answers("elasticsearch", language))

    assert parity.same_set >= report.MIN_PARITY
    assert parity.overlap >= report.MIN_PARITY


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["embedded", "elasticsearch"])
def test_misspelt_lines_are_corrected(request, name, language):
    offers = measuring.offers(request.getfixturevalue(name), language=language)

    assert sum(offer.is_right for offer in offers) / len(offers) >= MIN_CORRECTED


def test_lemmas_find_more_welsh_than_the_usual_ways(embedded):
    found = {
        way: measuring.figures(measuring.answers(embedded, language="cy", way=way))
        for way in ways.WAYS
    }

    ours = found[measuring.AS_BUILT]
    assert ours.recall > found["mutation rules"].recall > found["plain"].recall
    assert ours.ndcg > found["mutation rules"].ndcg > found["plain"].ndcg


def test_the_report_names_shortfalls(embedded):
    (measured,) = report.measure({"embedded": embedded}, languages=["en"], with_ways=True)

    assert report.shortfalls([measured]) == []
    text = report.as_text([measured], verbose=True)
    assert "English" in text
    assert "TOO LOW" not in text
    assert report.as_json([measured])["en"]["figures"]["embedded"]["ndcg"] >= report.MIN_NDCG
