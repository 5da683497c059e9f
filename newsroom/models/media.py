"""Pictures and documents, stored and served under unguessable addresses.

Both are private until a public page uses them (`newsroom.media.picture_access`, `.documents`).
"""

import errno
import hashlib
import secrets
from pathlib import PurePosixPath
from typing import Any

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document, DocumentQuerySet
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    ImageQuerySet,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from newsroom.blocks.alternative_text import is_file_name
from newsroom.blocks.chosen_objects import KnownObjectsQuerySet
from newsroom.formats.pictures import without_camera_data

TOKEN_BYTES = 16


def unguessable_token() -> str:
    """Return 22 URL-safe characters that encode 128 random bits."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def _insert_token(path: str) -> str:
    """Return `folder/name` as `folder/<token>/name`."""
    parts = PurePosixPath(path)
    return str(parts.parent / unguessable_token() / parts.name)


class NewsroomImageQuerySet(KnownObjectsQuerySet, ImageQuerySet):
    """Queries for pictures."""


class NewsroomDocumentQuerySet(KnownObjectsQuerySet, DocumentQuerySet):
    """Queries for documents."""


class PictureFile(WagtailImageFieldFile):
    """The file of a picture, which is stored without the camera's data on every road of upload."""

    def save(self, name: str, content: "File[bytes]", save: bool = True) -> None:
        """Store the content without the camera's data, and set what the row knows of the file.

        Raises `UnreadableFileError` for a damaged file; forms have checked it before.
        """
        content.seek(0)
        cleaned = without_camera_data(content.read())
        super().save(name, ContentFile(cleaned, name=name), save=False)
        self.instance.file_size = len(cleaned)
        self.instance.file_hash = file_hash(cleaned)
        self.instance.camera_data_removed = True
        if save:
            self.instance.save()


def file_hash(content: bytes) -> str:
    """Return the hash that Wagtail stores of a file."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


class PictureField(WagtailImageField):
    """The field of a picture's file."""

    attr_class = PictureFile


class NewsroomImage(AbstractImage):
    """A picture, with the credit that is shown wherever the picture is shown."""

    file = PictureField(
        _("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    # Pictures that were uploaded before Lectern removed the data are cleaned by the worker.
    camera_data_removed = models.BooleanField(default=False, editable=False)
    credit = models.CharField(
        _("credit"),
        max_length=255,
        blank=True,
        help_text=_("Who made the picture or owns its rights; shown beneath it."),
    )
    objects = NewsroomImageQuerySet.as_manager()
    admin_form_fields = (*Image.admin_form_fields, "credit")
    # While several renditions are made, which renew the state of offices once, with the last.
    is_being_prepared = False
    needs_renewal = False

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(camera_data_removed=False),
                name="newsroom_image_not_cleaned",
            ),
            # Each request of a picture asks whose it is.
            models.Index(fields=["file"], name="newsroom_image_file"),
        ]

    def save(self, *args, **kwargs) -> None:
        """Store a new file first, so that the row has its size and hash as they are then."""
        self._meta.get_field("file").pre_save(self, add=False)
        super().save(*args, **kwargs)

    @property
    def default_alt_text(self) -> str:
        """Return the description, with which a block's alternative text begins.

        Wagtail falls back to the title, which is the name of the file after an upload.
        """
        return "" if is_file_name(self.description) else self.description

    def get_upload_to(self, filename: str) -> str:
        """Return a storage path with 128 random bits."""
        return _insert_token(super().get_upload_to(filename))


class NewsroomRendition(AbstractRendition):
    """A resized copy of a picture, stored under a token of its own."""

    image = models.ForeignKey(NewsroomImage, on_delete=models.CASCADE, related_name="renditions")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it, unless the file that was written is empty, as on a full disk."""
        super().save(*args, **kwargs)
        if not self.file.storage.size(self.file.name):
            self.delete()
            self.file.storage.delete(self.file.name)
            raise OSError(errno.ENOSPC, "An empty file was written", self.file.name)

    class Meta:
        verbose_name = _("image rendition")
        verbose_name_plural = _("image renditions")
        unique_together = (("image", "filter_spec", "focal_point_key"),)
        indexes = [models.Index(fields=["file"], name="newsroom_rendition_file")]

    def get_upload_to(self, filename: str) -> str:
        """Return a storage path with 128 random bits."""
        return _insert_token(super().get_upload_to(filename))


class RenditionRequest(models.Model):
    """A rendition that a page lacked when it was shown. The worker creates it next.

    An empty `filter_spec` stands for all usual sizes of the picture.
    """

    image_id = models.PositiveBigIntegerField()
    filter_spec = models.CharField(max_length=255, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image_id", "filter_spec"], name="newsroom_rendition_requested_once"
            )
        ]

    def __str__(self) -> str:
        return f"picture {self.image_id} {self.filter_spec}".strip()


class NewsroomDocument(AbstractDocument):
    """A file to download, addressed by a token instead of its primary key."""

    token = models.CharField(max_length=32, unique=True, default=unguessable_token, editable=False)
    objects = NewsroomDocumentQuerySet.as_manager()
    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]

    @property
    def url(self) -> str:
        """Return the address without host: `/documents/<token>/<file name>`."""
        return reverse("newsroom_document", args=[self.token, self.filename])
