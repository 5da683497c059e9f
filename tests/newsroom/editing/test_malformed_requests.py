"""No admin URL answers a malformed form with 500.

An operator, who may open all of them, sends an empty form and one whose values are no ids to every
URL pattern of the admin.
"""

import itertools

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from home.offices.provisioning import Office
from tests.newsroom.editing.test_isolation import (
    BULK,
    NOT_OPENED,
    addresses,
    admin_patterns,
    parameters,
)
from tests.newsroom.editing.two_offices import TwoOffices, make_two_offices

# Names of fields that hold ids or numbers, and of the hidden fields around lists of forms.
# fmt: off
IDS = [
    "id", "chooser", "new_parent_page", "parent_page", "page", "page_id", "redirect_page", "parent",
    "root_page", "lead_page", "site", "collection", "image", "logo", "lead_image", "document",
    "groups", "locales", "allowed_categories", "category", "workflow_tasks-0-task", "task",
    "workflow_tasks-0-id", "workflow", "person", "revision", "link", "lead", "go_live_at", "number",
    "revision_id", "object_id", "content_type", "date", "next", "day", "hour", "period",
]
# fmt: on
COUNTS = [
    f"{prefix}-{name}"
    for prefix in ("article_topics", "comments", "workflow_tasks", "permissions", "allowed_pages")
    for name in ("TOTAL_FORMS", "INITIAL_FORMS")
] + ["body-count", "main_menu-count", "footer_menu-count"]
WRONG = ["x", "9" * 40, "\x00"]


@pytest.fixture
def two(office_content) -> TwoOffices:
    return office_content


@pytest.fixture
def operator(office: Office) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("operator"))
    return client


def status_of(client: Client, address: str, data: dict[str, str]) -> int:
    """Return the status of the answer to a form, whose changes are undone."""
    with transaction.atomic():
        status = client.post(address, data).status_code
        transaction.set_rollback(True)
    client.cookies.pop("messages", None)
    return status


def one_address_each(two: TwoOffices) -> list[str]:
    """Return an address of each pattern with ids of the first office, of each bulk action too."""
    found = []
    for route, pattern in admin_patterns(get_resolver()):
        if pattern.name in NOT_OPENED or "results/" in route:
            continue
        filled = addresses(route, two.own, two.own, all_own=True)
        several = {"app_label", "app_name", "content_type_app_name"} & set(parameters(route))
        for address in filled if several else itertools.islice(filled, 1):
            if route.startswith("bulk/"):
                address += f"?id={two.own[BULK[address.split('/')[4]]][0]}"
            found.append(address)
    return list(dict.fromkeys(found))


@pytest.mark.office_content(make_two_offices, "two")
@pytest.mark.any_database("views and messages of both databases' drivers are in another test")
def test_no_admin_url_fails_with_a_malformed_form(two: TwoOffices, operator: Client):
    wrong = itertools.cycle(WRONG)
    failures = []
    for address in one_address_each(two):
        status = status_of(operator, address, {})
        if status not in (403, 404, 405):
            values = dict.fromkeys([*IDS, *COUNTS], next(wrong))
            status = max(status, status_of(operator, address, values))
        if status >= 500:
            failures.append(address)

    assert not failures


@pytest.mark.parametrize("value", ["", *WRONG])
def test_a_value_that_is_no_id_is_refused_in_words(operator: Client, office: Office, value):
    address = f"/admin/pages/{office.indexes['en'].pk}/copy/"

    response = operator.post(address, {"new_parent_page": value})

    assert response.status_code == 400
    assert "The request could not be read" in response.content.decode()


def test_a_script_gets_the_refusal_as_json(operator: Client):
    response = operator.post(
        "/admin/choose-external-link/", headers={"x-requested-with": "XMLHttpRequest"}
    )

    assert response.status_code == 400
    assert response.json()["status"] == 400


def test_a_fault_of_the_program_is_no_malformed_request(operator: Client):
    assert operator.get("/admin/failwhale/").status_code == 500


def test_an_admin_address_without_a_row_has_the_admins_own_page(operator: Client, office: Office):
    response = operator.get("/admin/images/999/")

    assert response.status_code == 404
    assert "wagtailadmin" in response.content.decode()
    assert 'role="search"' not in response.content.decode()
