"""Removal of the camera's data from pictures that were stored before Lectern removed it at upload.

A cleaned file gets another address, because caches may hold the old one for a year.
"""

import logging
import posixpath
from functools import partial

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction

from newsroom.formats.pictures import without_camera_data
from newsroom.models import NewsroomImage, NewsroomRendition

logger = logging.getLogger(__name__)

RETRY_SECONDS = 3_600
OWN_FIELDS = ("file", "file_size", "file_hash", "camera_data_removed")


def remove_pending(*, limit: int = 50) -> str:
    """Clean up to `limit` pictures; return a line for the log, empty where nothing was done."""
    removed = failed = 0
    for image in NewsroomImage.objects.filter(camera_data_removed=False).order_by("pk").iterator():
        if removed + failed == limit:
            break
        if cache.get(_failure_key(image)):
            continue
        try:
            remove_from(image)
            removed += 1
        except (OSError, ValueError) as error:
            # The boundary between pictures: a broken file must not stop the others.
            logger.warning("The camera's data stay in picture %s: %s", image.pk, error)
            cache.set(_failure_key(image), True, RETRY_SECONDS)
            failed += 1
    if not (removed or failed):
        return ""
    return f"{removed} cleaned" + (f", {failed} pictures failed" if failed else "")


def remove_from(image: NewsroomImage) -> bool:
    """Clean a picture's file and all its sizes; return whether there was anything to remove.

    Raises `OSError` for a file that cannot be read or written, `ValueError` for a damaged one.
    """
    with transaction.atomic():
        is_changed = _clean(image)
        for rendition in image.renditions.all():
            if _clean(rendition):
                rendition.save(update_fields=["file"])
                rendition.purge_from_cache()
        if is_changed:
            image.save(update_fields=OWN_FIELDS)
        else:
            NewsroomImage.objects.filter(pk=image.pk).update(camera_data_removed=True)
    return is_changed


def _clean(row: NewsroomImage | NewsroomRendition) -> bool:
    """Store the file without the camera's data, where it has some; return whether it had."""
    old, storage = row.file.name, row.file.storage
    with storage.open(old) as file:
        content = file.read()
    cleaned = without_camera_data(content)
    if cleaned == content:
        return False
    row.file.save(posixpath.basename(old), ContentFile(cleaned), save=False)
    transaction.on_commit(partial(storage.delete, old), robust=True)
    return True


def _failure_key(image: NewsroomImage) -> str:
    return f"newsroom-camera-data-failed-{image.pk}"
