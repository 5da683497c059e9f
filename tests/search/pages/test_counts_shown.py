"""Large numbers on the results page have a comma; years and addresses have none."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from newsroom.pages.paging import PageLink
from search.engines.base import FacetCount
from search.pages.histogram import histogram
from search.querying.request import Question


@pytest.fixture(autouse=True)
def _in_each(language) -> None:
    translation.activate(language)


def test_the_heading_of_the_results():
    answer = SimpleNamespace(total=12_345, relaxed=False)
    results = SimpleNamespace(answer=answer, page_number=1_001, page_count=1_235)

    shown = render_to_string("search/includes/list_head.html", {"results": results})

    assert all(number in shown for number in ("12,345", "1,001", "1,235"))


def test_the_years(language):
    counts = [FacetCount(value="2015", count=9_999), FacetCount(value="2016", count=10_000)]
    bars = histogram(counts, question=Question(language=language))

    shown = render_to_string(
        "search/includes/histogram.html", {"results": SimpleNamespace(histogram=bars)}
    )

    assert shown.count("10,000") == 2  # for the eye and for screen readers
    assert "year=2016" in shown
    assert ">2016<" in shown
    assert "2,01" not in shown


def test_the_facets():
    option = SimpleNamespace(
        value="2016", label="2016", count=1_234_567, selected=False, language=""
    )
    facet = SimpleNamespace(name="year", label="Year", options=[option])

    shown = render_to_string("newsroom/includes/facets.html", {"facets": [facet]})

    assert "1,234,567" in shown
    assert 'value="2016"' in shown


def test_the_links_to_pages():
    links = [PageLink(number=1_000, url="?page=1000", current=False)]

    shown = render_to_string("newsroom/includes/page_links.html", {"links": links})

    assert "1,000" in shown
    assert 'href="?page=1000"' in shown
