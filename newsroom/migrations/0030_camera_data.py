"""Marks the pictures whose files may still hold the camera's data: all that were uploaded before."""

import wagtail.images.models
from django.db import migrations, models

import newsroom.models.media


class Migration(migrations.Migration):
    """The worker, or `manage.py remove_camera_data`, cleans them."""

    dependencies = [("newsroom", "0029_languages_behind")]

    operations = [
        migrations.AddField(
            model_name="newsroomimage",
            name="camera_data_removed",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AlterField(
            model_name="newsroomimage",
            name="file",
            field=newsroom.models.media.PictureField(
                height_field="height",
                upload_to=wagtail.images.models.get_upload_to,
                verbose_name="file",
                width_field="width",
            ),
        ),
        migrations.AddIndex(
            model_name="newsroomimage",
            index=models.Index(
                condition=models.Q(camera_data_removed=False),
                fields=["id"],
                name="newsroom_image_not_cleaned",
            ),
        ),
    ]
