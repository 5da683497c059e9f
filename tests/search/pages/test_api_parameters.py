"""Parameters of the search API: invalid values are refused with the parameter's name."""

import pytest

from search.indexing import consumer
from tests.factories import make_statement

pytestmark = pytest.mark.parametrize("engine", ["embedded"], indirect=True)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("language=fr", "language"),
        ("lang=cy", "lang"),
        ("sort=best", "sort"),
        ("year=16", "year"),
        ("year=2016,abcd", "year"),
        ("date_from=yesterday", "date_from"),
        ("date_to=2016-13", "date_to"),
        ("date_from=2017&date_to=2016", "date_to"),
        ("limit=0", "limit"),
        ("limit=51", "limit"),
        ("cursor=made-up", "cursor"),
        ("page=2", "page"),
        ("q=a&q=b", "q"),
        (f"q={'a' * 501}", "q"),
        (f"category={'a' * 101}", "category"),
        (f"topic={'a,' * 21}b", "topic"),
        ("q=%00", "q"),
    ],
)
def test_an_invalid_parameter_is_named(office, engine, client, query, parameter):
    response = client.get(f"/api/v1/search/?{query}")

    assert response.status_code == 422
    assert response["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["parameter"] == parameter
    assert problem["detail"]


def test_every_parameter_at_once_is_answered(office, engine, client, language):
    make_statement(office, language=language, title="rail", text="rail")
    consumer.consume_due()

    response = client.get(
        "/api/v1/search/",
        {
            "q": '"rail" OR bus -tram 2015..2018',
            "language": language,
            "year": "2016,2017",
            "date_from": "2016",
            "date_to": "2016-06-16",
            "sort": "oldest",
            "limit": "1",
        },
    )

    assert response.status_code == 200
    assert response.json()["total"] == 1


def test_searches_by_the_api_are_not_counted(office, engine, client):
    from search.models.statistics import QueryCount
    from search.statistics import counting

    client.get("/api/v1/search/?q=rail", headers={"user-agent": "Mozilla/5.0 Firefox"})
    counting.buffer.flush()

    assert not QueryCount.objects.exists()
