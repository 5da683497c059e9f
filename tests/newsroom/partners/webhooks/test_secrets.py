"""Webhooks' secrets are encrypted in the database, and what happens where the key is lost."""

import importlib
import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from newsroom.models import WebhookEndpoint, WebhookMessage
from newsroom.models.webhooks import LOST_SECRET, OVERLAP
from newsroom.partners.webhooks import delivery
from tests.newsroom.partners.webhooks.test_admin import page_of

NEW_KEY = "n" * 60


def stored(endpoint: WebhookEndpoint) -> tuple[str, str]:
    """Return both columns as any reader of the database sees them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT secret, previous_secret FROM newsroom_webhookendpoint WHERE id = %s",
            [endpoint.pk],
        )
        return cursor.fetchone()


def reencrypt(*options: str) -> str:
    written = io.StringIO()
    call_command("reencrypt_secrets", *options, stdout=written)
    return written.getvalue()


def test_the_database_holds_no_secret_as_text(endpoint):
    first = endpoint.secret
    endpoint.rotate_secret()
    columns = stored(endpoint)

    assert first.startswith("whsec_")
    assert all(column.startswith("gAAAA") for column in columns)
    assert endpoint.signing_secrets() == [endpoint.secret, first]


def test_an_expired_secret_is_deleted(endpoint):
    endpoint.rotate_secret(now=timezone.now() - OVERLAP)
    assert stored(endpoint)[1]
    delivery.deliver_due()
    assert stored(endpoint)[1] == ""


def test_existing_secrets_are_migrated_there_and_back(endpoint):
    migration = importlib.import_module("newsroom.migrations.0027_encrypt_webhook_secrets")
    rows = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    rows.update(encrypted_secret="whsec_b25l", encrypted_previous_secret="")

    migration.encrypt_secrets(apps, None)
    once = stored(endpoint)
    migration.encrypt_secrets(apps, None)  # a second time changes nothing

    assert stored(endpoint) == once
    assert rows.get().secret == "whsec_b25l"
    assert once[1] == ""
    migration.decrypt_secrets(apps, None)
    assert stored(endpoint) == ("whsec_b25l", "")


def test_the_command_encrypts_again_after_a_change_of_the_key(endpoint, settings):
    secret, old_key = endpoint.secret, settings.SECRET_KEY
    endpoint.rotate_secret()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_KEY, [old_key]

    with pytest.raises(CommandError, match="Earlier keys are still needed"):
        reencrypt("--check")
    assert "2 encrypted again, 0 unreadable" in reencrypt()
    assert "2 with the newest key, 0 to encrypt again" in reencrypt("--check")
    settings.SECRET_KEY_FALLBACKS = []
    assert WebhookEndpoint.objects.get().signing_secrets()[1] == secret


def test_a_webhook_whose_key_is_lost_is_paused_and_gets_a_new_secret(
    office,
    approver,
    endpoint,
    client,
    settings,
    mailoutbox,
):
    message = delivery.create_test_message(endpoint)
    approver.email = "approver@example.wales"
    approver.save()
    settings.SECRET_KEY = NEW_KEY
    client.force_login(approver)
    with pytest.raises(CommandError, match="1 secrets were encrypted with a key that the settings"):
        reencrypt()

    delivery.deliver_due()
    delivery.deliver_due()

    endpoint.refresh_from_db()
    message.refresh_from_db()
    assert (endpoint.is_active, endpoint.disabled_because) == (False, LOST_SECRET)
    assert (message.state, message.attempts) == (WebhookMessage.State.WAITING, 0)
    [mail] = mailoutbox
    assert "cannot be read" in mail.body
    assert "its secret cannot be read" in client.get(reverse("wagtailadmin_home")).text
    assert "its secret cannot be read" in client.get(reverse("newsroom_webhooks:index")).text
    page = client.get(page_of(endpoint)).text
    assert "Make a new secret and give it to the partner" in page

    answer = client.post(page_of(endpoint), {"action": "rotate"}, follow=True)
    endpoint.refresh_from_db()
    assert "the old one is lost" in answer.text
    assert endpoint.secret in answer.text
    endpoint.is_active = True
    endpoint.save()
    assert endpoint.signing_secrets() == [endpoint.secret]
    assert "Make a new secret and give it to the partner" not in client.get(page_of(endpoint)).text
