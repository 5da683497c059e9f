"""A webhook, and somebody who may administer it."""

import pytest
from django.contrib.auth import get_user_model

from newsroom.models import WebhookEndpoint


@pytest.fixture
def approver(office, client):
    """A logged-in user who may administer the office."""
    user = get_user_model().objects.create_user(username="approver", password="x")
    user.groups.add(office.managers)
    client.force_login(user)
    return user


@pytest.fixture
def endpoint(office) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        site=office.site, name="Y Papur Bro", url="https://partner.example/hook"
    )
