"""Is an announced end told by every answer, and never sooner than promised?"""

import datetime

import pytest

from config.api.document import LecternAPI
from newsroom.partners.api.deprecation import DEPRECATED, Deprecation
from newsroom.partners.api.routing import routers

SINCE = datetime.date(2027, 3, 1)


@pytest.fixture
def ending(monkeypatch) -> Deprecation:
    """The announced end of the categories."""
    announced = Deprecation(
        since=SINCE, until=datetime.date(2028, 3, 1), successor="/api/v2/categories/"
    )
    monkeypatch.setitem(DEPRECATED, "/api/v1/categories/", announced)
    return announced


@pytest.mark.parametrize("address", ["categories/", "categories/999/", "categories/?limit=0"])
def test_every_answer_below_the_address_tells_of_it(ask, office, ending, address):
    headers = ask(address).headers
    assert headers["Deprecation"] == "@1803859200"
    assert headers["Sunset"] == "Wed, 01 Mar 2028 00:00:00 GMT"
    assert headers["Link"] == '</api/v2/categories/>; rel="successor-version"'
    assert "Sunset" in headers["Access-Control-Expose-Headers"]


def test_a_304_tells_of_it_too(ask, office, ending):
    etag = ask("categories/").headers["ETag"]
    again = ask("categories/", headers={"If-None-Match": etag})
    assert (again.status, again.headers["Deprecation"]) == (304, "@1803859200")


def test_other_addresses_do_not(ask, office, ending):
    assert "Deprecation" not in ask("topics/").headers


def test_the_document_says_so(ending):
    api = LecternAPI()
    for prefix, router in routers:
        api.add_router(prefix, router)
    paths = api.get_openapi_schema()["paths"]
    marked = {path for path, methods in paths.items() if methods["get"].get("deprecated")}
    assert marked == {"/api/v1/categories/", "/api/v1/categories/{id}/"}


def test_twelve_months_are_promised():
    with pytest.raises(ValueError, match="twelve months"):
        Deprecation(since=SINCE, until=datetime.date(2027, 12, 1), successor="/api/v2/")


def test_nothing_has_an_announced_end_without_a_word_in_the_change_log():
    from pathlib import Path

    words = (Path(__file__).resolve().parents[4] / "CHANGELOG.md").read_text()
    assert all(prefix in words for prefix in DEPRECATED)
