"""Webhooks' secrets may be as long as their encrypted form.

The columns stay, and only the names of the model's fields change, so that the version before this one
can still read the table while hosts are updated.
"""

from django.db import migrations, models

import newsroom.models.webhooks


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0025_election_periods"),
    ]

    operations = [
        migrations.AlterField(
            "webhookendpoint", "secret", models.TextField(default="", editable=False)
        ),
        migrations.AlterField(
            "webhookendpoint", "previous_secret", models.TextField(blank=True, editable=False)
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameField("webhookendpoint", "secret", "encrypted_secret"),
                migrations.AlterField(
                    "webhookendpoint",
                    "encrypted_secret",
                    models.TextField(
                        db_column="secret",
                        default=newsroom.models.webhooks.new_encrypted_secret,
                        editable=False,
                    ),
                ),
                migrations.RenameField(
                    "webhookendpoint", "previous_secret", "encrypted_previous_secret"
                ),
                migrations.AlterField(
                    "webhookendpoint",
                    "encrypted_previous_secret",
                    models.TextField(blank=True, db_column="previous_secret", editable=False),
                ),
            ]
        ),
    ]
