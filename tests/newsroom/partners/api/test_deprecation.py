"""Deprecations: header fields, OpenAPI document, and the promised notice period."""

import datetime

import pytest

from config.api.document import LecternAPI
from newsroom.partners.api.deprecation import DEPRECATED, Deprecation
from newsroom.partners.api.routing import routers

SINCE = datetime.date(2027, 3, 1)


@pytest.fixture
def deprecation(monkeypatch) -> Deprecation:
    """An announced end of the categories."""
    announced = Deprecation(
        since=SINCE, until=datetime.date(2028, 3, 1), successor="/api/v2/categories/"
    )
    monkeypatch.setitem(DEPRECATED, "/api/v1/categories/", announced)
    return announced


@pytest.mark.parametrize("address", ["categories/", "categories/999/", "categories/?limit=0"])
def test_every_response_below_the_path_announces_it(ask, office, deprecation, address):
    headers = ask(address).headers
    assert headers["Deprecation"] == "@1803859200"
    assert headers["Sunset"] == "Wed, 01 Mar 2028 00:00:00 GMT"
    assert headers["Link"] == '</api/v2/categories/>; rel="successor-version"'
    assert "Sunset" in headers["Access-Control-Expose-Headers"]


def test_a_304_announces_it(ask, office, deprecation):
    etag = ask("categories/").headers["ETag"]
    again = ask("categories/", headers={"If-None-Match": etag})
    assert (again.status, again.headers["Deprecation"]) == (304, "@1803859200")


def test_other_paths_do_not_announce_it(ask, office, deprecation):
    assert "Deprecation" not in ask("topics/").headers


def test_the_openapi_document_marks_it(deprecation):
    api = LecternAPI()
    for prefix, router in routers:
        api.add_router(prefix, router)
    paths = api.get_openapi_schema()["paths"]
    marked = {path for path, methods in paths.items() if methods["get"].get("deprecated")}
    assert marked == {"/api/v1/categories/", "/api/v1/categories/{id}/"}


def test_a_shorter_notice_period_is_refused():
    with pytest.raises(ValueError, match="twelve months"):
        Deprecation(since=SINCE, until=datetime.date(2027, 12, 1), successor="/api/v2/")


def test_every_deprecation_is_in_the_change_log():
    from pathlib import Path

    words = (Path(__file__).resolve().parents[4] / "CHANGELOG.md").read_text()
    assert all(prefix in words for prefix in DEPRECATED)
