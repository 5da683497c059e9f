"""Give user profiles without a language that of the installation.

Wagtail writes e-mails to a user without a language in that of whoever causes them.
"""

from django.conf import settings
from django.db import migrations


def set_language(apps, schema_editor):
    profiles = apps.get_model("wagtailusers", "UserProfile").objects
    profiles.filter(preferred_language="").update(preferred_language=settings.LANGUAGE_CODE)


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0016_embargoes"),
        ("wagtailusers", "0015_userprofile_keyboard_shortcuts"),
    ]

    operations = [migrations.RunPython(set_language, migrations.RunPython.noop)]
