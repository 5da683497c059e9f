"""Encrypts the secrets of existing webhooks."""

from collections.abc import Callable

from django.db import migrations

from newsroom.encryption import decrypt, encrypt

COLUMNS = ("encrypted_secret", "encrypted_previous_secret")
PLAIN = "whsec_"


def _convert(apps, *, convert: Callable[[str], str], is_plain: bool) -> None:
    endpoints = apps.get_model("newsroom", "WebhookEndpoint")._default_manager
    for endpoint in endpoints.all():
        for column in COLUMNS:
            stored = getattr(endpoint, column)
            if stored and stored.startswith(PLAIN) == is_plain:
                setattr(endpoint, column, convert(stored))
        endpoint.save(update_fields=COLUMNS)


def encrypt_secrets(apps, schema_editor) -> None:
    """Encrypt what is plain text."""
    _convert(apps, convert=encrypt, is_plain=True)


def decrypt_secrets(apps, schema_editor) -> None:
    """Write plain text again, for the version before this one."""
    _convert(apps, convert=decrypt, is_plain=False)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0026_encrypted_webhook_secrets"),
    ]

    operations = [
        migrations.RunPython(encrypt_secrets, decrypt_secrets, elidable=True),
    ]
