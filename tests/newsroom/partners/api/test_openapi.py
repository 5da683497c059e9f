"""The OpenAPI document matches its snapshot, the manual and the responses."""

import re
from pathlib import Path

import jsonschema
import pytest
from django.urls import reverse

from config.api.document import document_text
from config.api.mounting import api
from tests.factories import make_statement

REPOSITORY = Path(__file__).resolve().parents[4]
SNAPSHOT = REPOSITORY / "docs" / "openapi.json"
PARTNERS = "\n".join(
    path.read_text() for path in sorted((REPOSITORY / "docs").glob("partners*.md"))
)


def document() -> dict:
    return api.get_openapi_schema()


def operations() -> list[tuple[str, dict]]:
    return [(path, methods["get"]) for path, methods in document()["paths"].items()]


def test_the_document_equals_the_snapshot():
    assert SNAPSHOT.read_text() == document_text(api), (
        "run `make api-snapshot` and look at the change"
    )


def test_the_document_is_openapi_3_1_and_read_only():
    assert document()["openapi"].startswith("3.1")
    assert all(set(methods) == {"get"} for methods in document()["paths"].values())


def test_the_document_and_its_page_are_served(client, db):
    assert client.get("/api/v1/openapi.json").json()["info"]["title"] == "Lectern"
    page = client.get(reverse("api-v1:openapi-view"))
    assert page.status_code == 200
    assert not re.search(r'(src|href)="(https?:)?//', page.content.decode())
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy.split("; ")


@pytest.mark.parametrize(("path", "operation"), operations())
def test_every_endpoint_and_parameter_is_in_the_manual(path, operation):
    assert f"`{path.removeprefix('/api/v1')}`" in PARTNERS
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query":
            assert f"`{parameter['name']}`" in PARTNERS, parameter["name"]
            assert parameter.get("description") or parameter["schema"].get("description"), parameter


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("list_statements", "statements/?fields=*"),
        ("list_categories", "categories/"),
        ("list_topics", "topics/"),
        ("list_sites", "sites/"),
        ("list_pages", "pages/?body=true"),
        ("get_navigation", "navigation/?language=cy"),
    ],
)
def test_responses_have_the_documented_shape(ask, office, name, address):
    english = make_statement(office, title="Bus", categories=office.categories["en"][:1])
    make_statement(office, title="Bws", language="cy", translation_of=english)
    reply = ask(f"/api/v1/{address}")
    assert reply.status == 200, reply.text
    validate(reply.document, name=name)


def validate(answer: dict, *, name: str) -> None:
    operation = next(row for _path, row in operations() if row["operationId"] == name)
    schema = operation["responses"]["200"]["content"]["application/json"]["schema"]
    whole = {**schema, "components": document()["components"]}
    jsonschema.validate(answer, whole, cls=jsonschema.Draft202012Validator)


def test_examples_have_the_documented_shape():
    components = document()["components"]
    for name, schema in components["schemas"].items():
        for example in schema.get("examples", []):
            whole = {**schema, "components": components}
            jsonschema.validate(example, whole, cls=jsonschema.Draft202012Validator)
            assert example, name


@pytest.mark.parametrize(("path", "operation"), operations())
def test_every_operation_has_a_summary_and_an_example(path, operation):
    assert len(operation["summary"].split()) > 2, path
    media = operation["responses"]["200"]["content"]["application/json"]
    whole = {**media["schema"], "components": document()["components"]}
    jsonschema.validate(media["example"], whole, cls=jsonschema.Draft202012Validator)
