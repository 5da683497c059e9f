"""Records for the sources of public translations: from now on a change of either side counts.

What was published before is taken for equal.
"""

from django.db import migrations, models

BATCH = 500


def record_sources(apps, schema_editor):
    """Record that the sources of public translations say what these say now."""
    origins = apps.get_model("newsroom", "TranslationOrigin")
    recorded = set(origins.objects.values_list("page_id", flat=True))
    rows = origins.objects.filter(
        page__live=True,
        page__alias_of__isnull=True,
        source__translation_key=models.F("page__translation_key"),
    ).values_list(
        "source_id",
        "page_id",
        "page__live_revision_id",
        "page__live_revision__created_at",
        "page__last_published_at",
    )
    new = {}
    for source_id, page_id, revision_id, created_at, published_at in rows:
        if source_id not in recorded:
            new[source_id] = origins(
                page_id=source_id,
                source_id=page_id,
                source_revision_id=revision_id,
                source_revision_created_at=created_at or published_at,
            )
    origins.objects.bulk_create(new.values(), batch_size=BATCH)


class Migration(migrations.Migration):

    dependencies = [("newsroom", "0014_pairs")]

    operations = [migrations.RunPython(record_sources, migrations.RunPython.noop)]
