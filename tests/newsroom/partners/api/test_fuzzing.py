"""Random requests, valid or not, get responses that the OpenAPI document describes."""

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.api.mounting import api
from newsroom.partners.api import rate_limits
from tests.factories import make_statement
from tests.newsroom.partners.api.test_openapi import validate
from tests.property_tests import examples

LIKELY = st.sampled_from(
    ["1", "0", "-1", "en", "cy", "2016-06-16", "2016", "true", "*", "-date", "buses", "null", "["]
)
UNLIKELY = st.text(alphabet=string.printable + "ŵ\0\ud7ff\U0001f600", max_size=30)


def operations() -> list[tuple[str, dict]]:
    return [(path, row["get"]) for path, row in api.get_openapi_schema()["paths"].items()]


@pytest.mark.property
@pytest.mark.parametrize(("path", "operation"), operations())
def test_random_parameters_get_documented_responses(client, office, path, operation):
    page = make_statement(office)
    names = [row["name"] for row in operation.get("parameters", []) if row["in"] == "query"]
    number = st.sampled_from([page.pk, 0, 1, 2**31, 2**63, 2**80])

    @settings(
        max_examples=examples(15),
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(
        values=st.fixed_dictionaries({}, optional=dict.fromkeys(names, LIKELY | UNLIKELY)),
        number=number,
        citation=st.text(alphabet=string.ascii_letters + string.digits, min_size=1, max_size=30),
    )
    def send_random_request(values, number, citation):
        rate_limits.clear_leases()
        rate_limits.RequestWindow.objects.all().delete()
        address = path.replace("{id}", str(number)).replace("{citation}", citation)
        response = client.get(address, values)
        assert str(response.status_code) in operation["responses"], response.content
        if response.status_code == 200:
            validate(response.json(), name=operation["operationId"])
        else:
            assert response.headers["Content-Type"] == "application/problem+json"

    send_random_request()
