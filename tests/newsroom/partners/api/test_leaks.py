"""No endpoint of the API shows content that is not public."""

import re

import pytest

from config.api.mounting import api
from newsroom.addresses.citations import encode_citation
from newsroom.caching import state_token
from search.engines.selection import engines

CANARY = re.compile(r"canary\w+")


def addresses() -> list[str]:
    """Return the path of every endpoint without path parameters."""
    return [path for path in api.get_openapi_schema()["paths"] if "{" not in path]


@pytest.fixture
def hidden(newsroom):
    state_token.renew()
    return [page for _public, rows in newsroom.values() for page in rows]


@pytest.mark.parametrize("address", addresses())
@pytest.mark.parametrize("question", ["", "fields=*", "language=cy", "q=canarydraft", "body=true"])
def test_no_list_shows_hidden_content(ask, office, hidden, address, question):
    reply = ask(f"{address}?{question}" if question else address)
    expected = (401, 422) if "preview" in address else (200, 422)
    assert reply.status in expected, reply.text
    found = CANARY.findall(reply.text)
    allowed = {"canarydraft"} if question == "q=canarydraft" and reply.status == 422 else set()
    assert set(found) <= allowed, found


def test_complete_statements_show_no_hidden_content(ask, office, hidden, newsroom):
    for public, _hidden in newsroom.values():
        for page in public:
            reply = ask(f"statements/{page.pk}/")
            assert reply.status == 200
            assert not CANARY.findall(reply.text)
            for block in reply.document["body"]["blocks"]:
                assert block["type"] != "related" or block["value"]["statements"] == []


def test_hidden_content_is_not_found_by_id_or_url(ask, client, office, hidden):
    for page in hidden:
        citation = encode_citation(page.translation_key)
        for address in (
            f"statements/{page.pk}/",
            f"pages/{page.pk}/",
            f"statements/by-citation/{citation}/",
        ):
            reply = ask(address)
            assert reply.status == 404, address
            assert not CANARY.findall(reply.text)
        reply = ask("statements/by-address/", address=page.url)
        assert reply.status in (404, 410)
        assert page.title not in reply.text.replace(page.url, "")


def test_a_link_to_a_hidden_page_is_reduced_to_its_text(ask, office, hidden, newsroom):
    page = newsroom["en"][0][2]
    target = hidden[0]
    words = f'<p><a linktype="page" id="{target.pk}">a link</a></p>'
    page.body = [("paragraph", words)]
    page.save()
    state_token.renew()
    html = ask(f"statements/{page.pk}/").document["body"]["html"]
    assert html == "<p>a link</p>"


def everything(office, newsroom) -> dict[str, list]:
    """Return values for every parameter by name, so that new parameters are covered."""
    pages = [page for rows in newsroom.values() for group in rows for page in group]
    terms = [row for rows in office.categories.values() for row in rows]
    numbers = [page.pk for page in pages] + [row.pk for row in terms] + [office.site.pk]
    return {
        "integer": sorted({*numbers, *range(1, 40)}),
        "string": [
            *(page.full_url for page in pages),
            *(encode_citation(page.translation_key) for page in pages),
            *("localhost", "rivers", terms[0].slug, "canarydraft", "*", "2016", "en", "cy"),
        ],
    }


@pytest.mark.parametrize("path", list(api.get_openapi_schema()["paths"]))
def test_no_operation_shows_hidden_content_for_any_value(
    ask,
    office,
    hidden,
    newsroom,
    settings,
    path,
):
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    values = everything(office, newsroom)
    asked = 0
    for row in api.get_openapi_schema()["paths"][path]["get"].get("parameters", []):
        kind = "integer" if row["schema"].get("type") == "integer" else "string"
        for value in values[kind]:
            if row["in"] == "path":
                reply = ask(path.replace(f"{{{row['name']}}}", str(value)))
            else:
                filled = re.sub(r"{\w+}", str(values["integer"][0]), path)
                reply = ask(filled, **{row["name"]: str(value)})
            asked += 1
            # The response may repeat the requested value, but no other hidden text.
            told = reply.text.replace(str(value), "")
            assert reply.status < 500, reply.text
            assert not CANARY.findall(told), (row["name"], value, told)
    assert asked or "parameters" not in api.get_openapi_schema()["paths"][path]["get"]


def test_search_is_among_the_endpoints():
    assert engines()
