"""The place of uploads: a folder of this host, or an object store that all hosts share."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.storage import storages

if TYPE_CHECKING:
    from newsroom.media.object_store import PrivateS3Storage

OBJECT_STORE = "newsroom.media.object_store.PrivateS3Storage"


def uploads_are_local() -> bool:
    """Return whether uploads lie in the data folder of this host."""
    return bool(settings.STORAGES["default"]["BACKEND"] != OBJECT_STORE)


def object_store() -> "PrivateS3Storage | None":
    """Return the object store with the uploads, None where they lie in a folder."""
    if uploads_are_local():
        return None
    # Imported here, since its client takes a third of a second to load.
    from newsroom.media.object_store import PrivateS3Storage

    storage = storages["default"]
    if not isinstance(storage, PrivateS3Storage):
        raise TypeError(f"{storage} is no {OBJECT_STORE}")
    return storage
