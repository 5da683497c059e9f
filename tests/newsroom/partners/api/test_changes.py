"""Responses of the change feed's endpoint."""

import pytest

from newsroom.models import Change
from newsroom.partners.changes.sequencing import reset_feed
from tests.factories import make_office, make_statement

URL = "/api/v1/changes/"


def ask(client, url=URL, **parameters):
    return client.get(url, parameters)


def test_a_publication_and_the_next_page(office, client, language):
    page = make_statement(office, language=language, title="Unmistakable words")
    first = ask(client).json()
    [change] = first["items"]
    assert change == {
        "type": "published",
        "id": page.pk,
        "language": language,
        "translation_key": str(page.translation_key),
        "url": page.full_url,
        "previous_url": None,
        "statement": f"http://localhost/api/v1/statements/{page.pk}/",
        "at": change["at"],
    }
    assert first["has_more"] is False
    page.delete()
    response = client.get(first["next"])
    [gone] = response.json()["items"]
    assert (gone["type"], gone["statement"]) == ("deleted", None)
    assert b"Unmistakable" not in response.content
    assert client.get(response.json()["next"]).json()["items"] == []


def test_the_link_returns_the_statement(office, client, language):
    page = make_statement(office, language=language, publish=True)
    [change] = ask(client).json()["items"]
    assert client.get(change["statement"]).json()["title"] == page.title


def test_limit_language_and_site(office, client):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    pages = [make_statement(office, language=language) for language in ("en", "cy")]
    far = make_statement(other)
    first = ask(client, limit=1).json()
    assert first["has_more"] is True
    second = client.get(first["next"]).json()
    found = [row["id"] for row in first["items"] + second["items"]]
    assert found == [page.pk for page in pages]
    assert [row["id"] for row in ask(client, language="cy").json()["items"]] == [pages[1].pk]
    assert [row["id"] for row in ask(client, site="other.example").json()["items"]] == [far.pk]


def test_starting_now(office, client):
    page = make_statement(office)
    answer = ask(client, start="now").json()
    assert answer["items"] == []
    page.unpublish()
    assert [row["type"] for row in client.get(answer["next"]).json()["items"]] == ["withdrawn"]


def test_an_unchanged_feed_answers_304(office, client):
    make_statement(office)
    url = ask(client).json()["next"]
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    make_statement(office, title="Another")
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    ("parameters", "wrong"),
    [
        ({"cursor": "nonsense"}, "cursor"),
        ({"site": "nowhere.example"}, "site"),
        ({"limit": "0"}, "limit"),
        ({"start": "middle"}, "start"),
        ({"since": "2020"}, "since"),
        ({"language": "fr"}, "language"),
    ],
)
def test_an_invalid_parameter_is_named(office, client, parameters, wrong):
    response = ask(client, **parameters)
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["parameter"] == wrong


def test_a_reset_feed_answers_gone(office, client):
    make_statement(office)
    url = ask(client).json()["next"]
    reset_feed()
    response = client.get(url)
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert Change.objects.exists()


def test_the_number_of_queries_is_small(office, client, django_assert_max_num_queries):
    for number in range(5):
        make_statement(office, title=f"Statement {number}")
    url = ask(client).json()["next"]
    with django_assert_max_num_queries(9):
        client.get(url)
