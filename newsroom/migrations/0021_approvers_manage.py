"""Let the approvers of existing offices manage the people and redirects of their office.

Approvers are recognised by their permission on the office's settings, which no other group has.
"""

from django.conf import settings
from django.db import migrations
from django.db.models import Q


def grant(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects
    site_permissions = apps.get_model("wagtailcore", "GroupSitePermission").objects
    user_app = settings.AUTH_USER_MODEL.split(".")[0]
    granted = permissions.filter(
        Q(content_type__app_label="wagtailredirects", codename__endswith="_redirect")
        & ~Q(codename__startswith="view")
        | Q(content_type__app_label=user_app, codename="change_user")
    )
    for approver in site_permissions.filter(permission__codename="change_officesettings"):
        for permission in granted:
            site_permissions.get_or_create(
                group_id=approver.group_id, site_id=approver.site_id, permission=permission
            )


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0020_calendar_feeds"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
