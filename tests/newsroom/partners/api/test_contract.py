"""The application conforms to its OpenAPI document.

Schemathesis generates valid and invalid requests from the document, the same ones in every run.
Existing ids, slugs and URLs are mixed in, so that successful responses are checked too.
"""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from config.api.mounting import api
from newsroom.addresses.citations import encode_citation
from newsroom.caching import state_token
from newsroom.models import Topic
from tests.factories import make_image, make_statement
from tests.property_tests import DEEP, examples

EXAMPLES = examples(10)
pytestmark = pytest.mark.any_database("asks what smaller tests of the API ask on each database")
document = schemathesis.openapi.from_dict(api.get_openapi_schema())
document.app = WSGIHandler()


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Keep the test's database connection open after a request, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def existing(office, settings, _one_connection) -> dict[str, list]:
    """Existing values, by the part of the path that they belong to, else by parameter name."""
    settings.API_REQUESTS_PER_MINUTE = 1_000_000
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes["en"].locale, name="Rivers", slug="rivers"
    )
    english = make_statement(
        office,
        title="Bus",
        summary="A bus.",
        categories=office.categories["en"][:2],
        lead_image=make_image(),
    )
    english.article_topics.create(topic=topic)
    english.save()
    welsh = make_statement(office, title="Bws", language="cy", translation_of=english)
    state_token.renew()
    return {
        "statements": [english.pk, welsh.pk],
        "pages": [office.homes["en"].pk, office.indexes["cy"].pk],
        "categories": [row.pk for row in office.categories["cy"][:2]],
        "topics": [topic.pk],
        "sites": [office.site.pk],
        "citation": [encode_citation(english.translation_key)],
        "address": [english.url, welsh.full_url],
        "path": [english.url, welsh.url],
    }


def known_values(operation, existing: dict[str, list]) -> list[tuple[dict, dict]]:
    """Return path and query parameters for an operation, one pair for each existing value."""
    part = operation.path.removeprefix("/api/v1/").partition("/")[0]
    path = [row.name for row in operation.path_parameters]
    query = [row.name for row in operation.query if row.is_required]
    names = [*path, *query] or [""]
    values = existing[part if names == ["id"] else names[0]] if names[0] else [""]
    assert len(names) == 1, f"say what fills {names}"
    return [({names[0]: value}, {}) if path else ({}, {names[0]: value}) for value in values]


@document.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not DEEP,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_generated_requests_get_documented_responses(case, existing):
    case.call_and_validate(excluded_checks=[positive_data_acceptance])


@document.exclude(tag="Preview").parametrize()
@settings(max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
def test_existing_values_get_successful_responses(case, existing):
    operation = case.operation
    for path, query in known_values(operation, existing):
        asked = operation.Case(path_parameters=path, query={k: v for k, v in query.items() if k})
        reply = asked.call_and_validate()
        assert reply.status_code == 200, reply.text
