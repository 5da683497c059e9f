"""The command `manage.py remove_camera_data`."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from newsroom.media.camera_data_removal import remove_from
from newsroom.models import NewsroomImage


class Command(BaseCommand):
    """Removes the camera's data from all stored pictures now, without waiting for the worker."""

    help = (
        "Remove place, time, camera and names from the pictures that were uploaded before Lectern "
        "did so itself. With --all, look at every picture again."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("--all", action="store_true", help="look at every picture again")

    def handle(self, *args: object, **options: object) -> None:
        """Clean one picture after another, and name those that cannot be read at the end."""
        images = NewsroomImage.objects.order_by("pk")
        if not options["all"]:
            images = images.filter(camera_data_removed=False)
        cleaned, failed = 0, []
        for image in tqdm(images.iterator(), total=images.count(), disable=None):
            try:
                cleaned += remove_from(image)
            except (OSError, ValueError) as error:
                # The boundary between pictures: a broken file must not stop the others.
                failed.append(f"picture {image.pk} ({image.file.name}): {error}")
        self.stdout.write(f"The camera's data were removed from {cleaned} pictures.")
        if failed:
            raise CommandError("These pictures could not be read:\n" + "\n".join(failed))
