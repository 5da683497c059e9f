"""The date of each statement beside its topics, with an index."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery

import newsroom.models.pages


def fill_dates(apps, schema_editor):
    """Copy the date of each statement to its topics."""
    dates = apps.get_model("newsroom", "ArticlePage").objects.filter(pk=OuterRef("page_id"))
    rows = apps.get_model("newsroom", "ArticleTopic").objects
    rows.update(date=Subquery(dates.values("date")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ("newsroom", "0008_failures_of_deleted_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="articletopic",
            name="date",
            field=models.DateField(default=newsroom.models.pages.today, editable=False),
        ),
        migrations.RunPython(fill_dates, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="articletopic",
            index=models.Index(fields=["topic", "-date", "-page"], name="newsroom_topic_newest"),
        ),
    ]
