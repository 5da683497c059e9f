"""Tests of the news index: filters in its address, counts and pages."""

import datetime

import pytest

from newsroom.models import ArticlePage, ArticleTopic, Topic
from tests.factories import make_statement

ADDRESS_WORDS = {"en": ("category", "topic"), "cy": ("categori", "pwnc")}


def make_archive(office) -> dict[str, list[ArticlePage]]:
    """Two categories and two years in each language: three statements, one in both categories."""

    def make(language: str) -> list[ArticlePage]:
        first, second, _third = office.categories[language]
        rows = (
            ("Older", 2015, [first]),
            ("Both", 2016, [first, second]),
            ("Newer", 2016, [second]),
        )
        return [
            make_statement(
                office,
                language=language,
                title=title,
                date=datetime.date(year, 3, 1),
                categories=categories,
            )
            for title, year, categories in rows
        ]

    return {language: make(language) for language in ("en", "cy")}


pytestmark = pytest.mark.office_content(make_archive, "archive")


@pytest.fixture
def archive(office_content, language) -> list[ArticlePage]:
    """The statements of one language."""
    return office_content[language]


@pytest.fixture
def index_url(office, language):
    return office.indexes[language].url


def titles(response) -> list[str]:
    return [page.title for page in response.context["listing"].statements]


def options(response, name: str) -> dict[str, tuple[int, bool]]:
    facet = next(f for f in response.context["listing"].facets if f.name == name)
    return {option.value: (option.count, option.selected) for option in facet.options}


def test_the_index_lists_the_newest_statement_first(client, archive, index_url):
    response = client.get(index_url)

    assert titles(response)[-1] == "Older"
    assert response.context["listing"].total == 3
    assert not response.context["listing"].is_filtered


def test_several_categories_widen_and_a_year_narrows(client, office, language, archive, index_url):
    first, second, _ = office.categories[language]
    both = f"{index_url}?category={first.slug}&category={second.slug}"

    assert len(titles(client.get(both))) == 3
    assert titles(client.get(f"{both}&year=2015")) == ["Older"]


def test_counts_of_a_facet_ignore_its_own_filter(client, office, language, archive, index_url):
    first, second, _ = office.categories[language]

    response = client.get(f"{index_url}?category={first.slug}&year=2016")

    assert titles(response) == ["Both"]
    assert options(response, "category") == {first.slug: (1, True), second.slug: (2, False)}
    assert options(response, "year") == {"2016": (1, True), "2015": (1, False)}


def test_a_single_choice_has_a_readable_address(client, office, language, archive, index_url):
    first = office.categories[language][0]
    readable = f"{index_url}{ADDRESS_WORDS[language][0]}/{first.slug}/"

    by_parameter = client.get(f"{index_url}?category={first.slug}")
    by_path = client.get(readable)

    assert titles(by_path) == titles(by_parameter) == ["Both", "Older"]
    assert by_path.context["listing"].heading == first.name
    assert f'rel="canonical" href="http://localhost{readable}"' in by_parameter.content.decode()


def test_topic_and_year_have_readable_addresses_too(client, office, language, archive, index_url):
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes[language].locale, name="Rivers", slug="rivers"
    )
    ArticleTopic.objects.create(page=archive[0], topic=topic)

    assert titles(client.get(f"{index_url}{ADDRESS_WORDS[language][1]}/rivers/")) == ["Older"]
    assert titles(client.get(f"{index_url}2015/")) == ["Older"]
    assert options(client.get(index_url), "topic") == {"rivers": (1, False)}


def test_every_filter_can_be_removed(client, office, language, archive, index_url):
    first = office.categories[language][0]
    listing = client.get(f"{index_url}?category={first.slug}&year=2016").context["listing"]

    assert [chosen.label for chosen in listing.chosen] == [first.name, "2016"]
    assert titles(client.get(listing.chosen[0].remove_url)) == ["Newer", "Both"]
    assert listing.clear_url == index_url


@pytest.mark.parametrize("query", ["category=nothing", "year=20165", "year=abc", "topic=%00"])
def test_an_unknown_value_matches_nothing_and_is_shown(client, archive, index_url, query):
    response = client.get(f"{index_url}?{query}")

    assert response.status_code == 200
    assert response.context["listing"].total == 0
    assert len(response.context["listing"].chosen) == 1


@pytest.mark.parametrize("page", ["0", "2", "x", "-1", "99999999999999999999", "1.5", "%C2%B2"])
def test_a_page_that_does_not_exist_is_not_found(client, archive, index_url, page):
    assert client.get(f"{index_url}?page={page}").status_code == 404


def test_an_unknown_category_page_is_not_found(client, language, archive, index_url):
    assert client.get(f"{index_url}{ADDRESS_WORDS[language][0]}/nothing/").status_code == 404


def test_long_lists_are_split_into_pages(client, office, language, index_url):
    for number in range(21):
        make_statement(office, language=language, title=f"Statement {number}")

    first = client.get(index_url).context["listing"]
    second = client.get(first.next_url).context["listing"]

    assert (len(first.statements), len(second.statements)) == (20, 1)
    assert first.previous_url == ""
    assert second.previous_url == index_url
    assert second.next_url == ""
    assert not {page.pk for page in first.statements} & {page.pk for page in second.statements}


def test_the_readable_address_switches_to_the_other_language(client, office, archive, language):
    other = {"en": "cy", "cy": "en"}[language]
    own, translated = office.categories[language][0], office.categories[other][0]
    base, other_base = office.indexes[language].url, office.indexes[other].url
    expected = f"{other_base}{ADDRESS_WORDS[other][0]}/{translated.slug}/"

    listing = client.get(f"{base}{ADDRESS_WORDS[language][0]}/{own.slug}/").context["listing"]
    # The address with the other language's words redirects there as well.
    mixed = client.get(f"{other_base}{ADDRESS_WORDS[language][0]}/{own.slug}/")

    assert listing.other_language_url == expected
    assert mixed.status_code == 302
    assert mixed.url == expected


def test_an_empty_archive_has_no_filters(client, office, index_url):
    page = client.get(index_url).content.decode()
    filtered = client.get(f"{index_url}?year=2016").content.decode()

    assert "filters__form" not in page
    assert "filters__form" in filtered


def test_the_feeds_page_names_the_feeds_of_every_list(client, office, archive, language, index_url):
    word = {"en": "feeds", "cy": "ffrydiau"}[language]

    response = client.get(f"{index_url}{word}/")

    assert response.status_code == 200
    headings = [heading for heading, _links in response.context["feeds"]]
    assert headings == [
        office.indexes[language].title,
        *(category.name for category in office.categories[language][:2]),  # with statements
    ]
