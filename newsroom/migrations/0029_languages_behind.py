"""Records since when published sources are newer than their translations.

The first publication after the version that a translation agrees with is not recorded in earlier
releases, so the last one stands for it.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F, OuterRef, Q, Subquery


def record_later_publications(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Set the time for translations whose live source has a later revision."""
    origins = apps.get_model("newsroom", "TranslationOrigin").objects
    pages = apps.get_model("wagtailcore", "Page").objects
    is_later = Q(source_revision_created_at__isnull=True) | Q(
        source__live_revision__created_at__gt=F("source_revision_created_at")
    )
    published = pages.filter(pk=OuterRef("source_id")).values("last_published_at")[:1]
    origins.filter(is_later, source__live=True, source__live_revision__isnull=False).update(
        source_republished_at=Subquery(published)
    )


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0028_planned_corrections")]

    operations = [
        migrations.RunPython(record_later_publications, migrations.RunPython.noop, elidable=True)
    ]
