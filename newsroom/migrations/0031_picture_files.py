"""Indexes by which a request finds the picture of a file."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Pictures are private until a public page shows them, so each request asks."""

    dependencies = [("newsroom", "0030_camera_data")]

    operations = [
        migrations.AddIndex(
            model_name="newsroomimage",
            index=models.Index(fields=["file"], name="newsroom_image_file"),
        ),
        migrations.AddIndex(
            model_name="newsroomrendition",
            index=models.Index(fields=["file"], name="newsroom_rendition_file"),
        ),
    ]
