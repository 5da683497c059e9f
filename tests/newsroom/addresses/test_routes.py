"""Tests of reserved slugs, and that each destination resolves from its own address."""

import pytest

from newsroom.addresses.routes import Destination, resolve, slug_is_reserved, suffix

DESTINATIONS = [
    Destination(category="senedd-news"),
    Destination(topic="rivers"),
    Destination(year="2016"),
    Destination(feed="rss.xml"),
    Destination(category="senedd-news", feed="atom.xml"),
    Destination(topic="rivers", feed="feed.json"),
    Destination(is_feeds_page=True),
    Destination(),
]


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_a_destination_resolves_from_its_address(destination, language):
    path = suffix(destination, language=language)

    assert resolve([part for part in path.split("/") if part], language=language) == destination


@pytest.mark.parametrize("slug", ["category", "categori", "topic", "pwnc", "feeds", "2016", "0000"])
def test_words_of_either_language_and_years_are_reserved(slug):
    assert slug_is_reserved(slug)


@pytest.mark.parametrize("slug", ["a-statement", "20165", "budget-2016", "categories"])
def test_other_slugs_are_not_reserved(slug):
    assert not slug_is_reserved(slug)


@pytest.mark.parametrize(
    "components", [["a-statement"], ["category"], ["category", "x", "y"], ["a", "b", "c", "d"]]
)
def test_other_components_may_name_a_statement(components):
    assert resolve(components, language="en") is None
