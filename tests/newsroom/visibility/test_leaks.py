"""Tests that no public address contains a word of a statement that is not public.

Each hidden statement contains a word of its own. All public addresses are requested in both
languages.
"""

import re

import pytest

ADDRESS_WORDS = {
    "en": {"category": "category", "topic": "topic", "feeds": "feeds"},
    "cy": {"category": "categori", "topic": "pwnc", "feeds": "ffrydiau"},
}
HIDDEN = ("canarydraft", "canaryscheduled", "canaryearly", "canaryexpired", "canaryrestricted")


def public_addresses(office, statements) -> list[str]:
    """Return all public addresses of the newsroom."""
    addresses = ["/robots.txt", "/sitemap.xml", "/sitemap-en-1.xml", "/sitemap-cy-1.xml"]
    for language, words in ADDRESS_WORDS.items():
        index = office.indexes[language].url
        category = office.categories[language][0].slug
        lists = ["", f"{words['category']}/{category}/", f"{words['topic']}/rivers/"]
        addresses += [office.homes[language].url, f"{index}{words['feeds']}/", f"{index}2016/"]
        addresses += [index + below for below in lists]
        addresses += [
            index + below + feed for below in lists for feed in ("rss.xml", "atom.xml", "feed.json")
        ]
        addresses += [
            f"{index}?include=untranslated",
            f"{index}?category={category}&year=2016",
        ]
        addresses += [page.url for page in statements[language][0]]
    return addresses


def test_no_public_address_contains_a_hidden_word(client, office, newsroom):
    for address in public_addresses(office, newsroom):
        response = client.get(address)
        found = re.findall(rb"canary\w+", response.content)

        assert response.status_code == 200, address
        assert not found, f"{found} at {address}"


def test_counts_exclude_hidden_statements(client, office, newsroom, language):
    listing = client.get(office.indexes[language].url).context["listing"]

    assert listing.total == 3
    assert {option.count for facet in listing.facets for option in facet.options} == {3}


def test_neighbours_and_related_are_public(client, office, newsroom, language):
    for page in newsroom[language][0]:
        reading = client.get(page.url).context["reading"]
        neighbours = [reading.previous, reading.next, *reading.related]
        assert all(found is None or found.title.startswith("Public") for found in neighbours)


@pytest.mark.parametrize("number", range(len(HIDDEN)))
def test_addresses_of_hidden_statements_do_not_show_them(client, newsroom, language, number):
    page = newsroom[language][1][number]

    response = client.get(page.url)

    assert response.status_code in (302, 404, 410)
    assert b"in its body" not in response.content


def test_the_method_detects_a_published_word(client, office, newsroom, language):
    """The method detects a leak: a published word appears at the usual addresses."""
    page = newsroom[language][1][0]
    page.save_revision().publish()
    index = office.indexes[language].url

    for address in (index, f"{index}rss.xml", office.homes[language].url):
        assert b"canarydraft" in client.get(address).content
