"""State tokens for each office, and indexes for the dates of pages."""

from django.db import migrations, models

# Few pages have such a date, and caches ask for the next one after every change.
DATE_INDEXES = {"newsroom_page_go_live_at": "go_live_at", "newsroom_page_expire_at": "expire_at"}


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0005_front_ends"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContentChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope", models.PositiveBigIntegerField()),
                ("increment", models.BigIntegerField()),
                ("changed_ms", models.BigIntegerField()),
            ],
        ),
        migrations.DeleteModel(name="ContentStamp"),
        *(
            migrations.RunSQL(
                f"CREATE INDEX {name} ON wagtailcore_page ({column}) WHERE {column} IS NOT NULL",
                f"DROP INDEX {name}",
            )
            for name, column in DATE_INDEXES.items()
        ),
    ]
