"""All responses of the API share header fields and one error format."""

import json

import pytest
from django.test import Client

from config.api.mounting import api
from newsroom.partners.api.problems import ProblemDocument


def paths() -> list[str]:
    """Return a path of every endpoint, with ids that do not exist."""
    return [
        path.replace("{id}", "987654321").replace("{citation}", "none")
        for path in api.get_openapi_schema()["paths"]
    ]


def is_problem(response) -> bool:
    if response.headers["Content-Type"] != "application/problem+json":
        return False
    document = ProblemDocument(**json.loads(response.content))
    return document.status == response.status_code and bool(document.detail)


@pytest.mark.parametrize("path", paths())
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_write_methods_are_refused(office, path, method):
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert response.status_code == 405
    assert is_problem(response)
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", paths())
def test_every_endpoint_refuses_unknown_parameters(client, office, path):
    response = client.get(path, {"nonsense": "1"})
    assert response.status_code == 422
    assert is_problem(response)


@pytest.mark.parametrize("path", [*paths(), "/api/v1/", "/api/v1/nothing/", "/api/v1/statements"])
def test_every_response_may_be_read_by_other_origins(client, office, path):
    response = client.get(path)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Authorization" in response.headers["Vary"]
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.status_code < 400 or is_problem(response)


def test_preflight_requests_are_answered(client, office):
    response = client.options("/api/v1/statements/")
    assert response.status_code == 204
    assert "Authorization" in response.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("path", paths())
def test_head_is_get_without_a_body(client, office, path):
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
