"""The office administers its own webhooks and no other office's."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from newsroom.models import WebhookEndpoint
from newsroom.partners.webhooks import delivery
from newsroom.partners.webhooks.http_client import CallResult
from tests.factories import make_office

State = delivery.State


def page_of(endpoint: WebhookEndpoint) -> str:
    return reverse("newsroom_webhook", args=[endpoint.pk])


def form(office, **changes) -> dict:
    return {
        "name": "Y Papur Bro",
        "site": office.site.pk,
        "url": "https://partner.example/hook",
        "events": ["published", "withdrawn"],
        "language": "",
        "is_active": "on",
        **changes,
    }


def test_a_new_webhook_shows_its_secret(office, approver, client):
    response = client.post(reverse("newsroom_webhooks:add"), form(office), follow=True)
    made = WebhookEndpoint.objects.get()
    assert made.events == ["published", "withdrawn"]
    assert made.secret in response.text
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("url", ["https://127.1/", "http://partner.example/", "https://[::1]/"])
def test_an_address_that_may_not_be_called_is_refused(office, approver, client, url):
    response = client.post(reverse("newsroom_webhooks:add"), form(office, url=url))
    assert response.status_code == 200
    assert not WebhookEndpoint.objects.exists()


def test_editing_preserves_the_position_and_the_secret(office, approver, endpoint, client):
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(position=7)
    secret = endpoint.secret
    url = reverse("newsroom_webhooks:edit", args=[endpoint.pk])
    assert client.post(url, form(office, name="Another")).status_code == 302
    endpoint.refresh_from_db()
    assert (endpoint.name, endpoint.position, endpoint.secret) == ("Another", 7, secret)


def test_rotating_the_secret_testing_and_replaying(approver, endpoint, client):
    old = endpoint.secret
    client.post(page_of(endpoint), {"action": "rotate"})
    endpoint.refresh_from_db()
    assert endpoint.signing_secrets() == [endpoint.secret, old]
    client.post(page_of(endpoint), {"action": "test"})
    message = endpoint.messages.get()
    delivery.record_attempt(message, result=CallResult(milliseconds=12, status=500))
    message.state = State.GIVEN_UP
    message.save()
    assert "HTTP 500" in client.get(page_of(endpoint)).text
    for data in ({"action": "replay_failed"}, {"action": "replay", "message": message.pk}):
        message.state = State.GIVEN_UP
        message.save()
        client.post(page_of(endpoint), data)
        message.refresh_from_db()
        assert message.state == State.WAITING


def test_the_dashboard_shows_a_webhook_that_was_switched_off(approver, endpoint, client):
    WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
        is_active=False, disabled_at=endpoint.created_at, disabled_because="HTTP 503"
    )
    text = client.get(reverse("wagtailadmin_home")).text
    assert page_of(endpoint) in text
    assert "HTTP 503" in text


def test_another_offices_webhook_is_not_shown(approver, client):
    other = make_office(hostname="other.example", is_default=False, name_en="Other")
    foreign = WebhookEndpoint.objects.create(
        site=other.site, name="Foreign", url="https://foreign.example/"
    )
    assert "foreign.example" not in client.get(reverse("newsroom_webhooks:index")).text
    for url in (
        page_of(foreign),
        reverse("newsroom_webhooks:edit", args=[foreign.pk]),
        reverse("newsroom_webhooks:delete", args=[foreign.pk]),
    ):
        response = client.get(url, follow=True)
        assert foreign.secret not in response.text
        assert "foreign.example" not in response.text


def test_an_editor_may_not_see_webhooks(office, endpoint, client):
    editor = get_user_model().objects.create_user(username="editor", password="x")
    editor.groups.add(office.editors)
    client.force_login(editor)
    assert endpoint.secret not in client.get(page_of(endpoint), follow=True).text
