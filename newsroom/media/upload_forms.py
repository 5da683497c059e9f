"""The forms of pictures and documents, which tell by its content what an uploaded file is.

Wagtail uses them on every road of upload: forms, choosers, several files at once, and its API.
"""

from pathlib import PurePath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from newsroom.formats.documents import CHECKS, check_document
from newsroom.formats.errors import UnreadableFileError
from newsroom.formats.pictures import check_readable, without_camera_data


class PictureUploadField(WagtailImageField):
    """Refuses a picture that is damaged, and takes the camera's data out of others."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        """Return the file without the camera's data."""
        try:
            file: UploadedFile | None = super().to_python(data)
            if file is None:
                return None
            file.seek(0)
            content = file.read()
            check_readable(content)
            cleaned = without_camera_data(content)
        except ValidationError:
            raise
        except (OSError, ValueError, SyntaxError) as error:
            # Wagtail asks for the size of the picture, for which Pillow reads the file in part.
            raise ValidationError(
                _(
                    "This picture is damaged or incomplete: it cannot be read to its end. "
                    "Export it again, or copy it from the camera again."
                ),
                code="unreadable",
            ) from error
        return SimpleUploadedFile(file.name or "", cleaned, content_type=file.content_type)


class PictureForm(BaseImageForm):
    """Wagtail's form of a picture with a field that reads the whole file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureUploadField(
                label=field.label, required=field.required, widget=field.widget
            )


class DocumentForm(BaseDocumentForm):
    """Refuses a document whose content is not what its name says."""

    def clean_file(self) -> object:
        """Return the file, whose content has the format of its extension."""
        file = self.cleaned_data["file"]
        if not isinstance(file, UploadedFile):
            return file
        extension = PurePath(file.name or "").suffix.lstrip(".").lower()
        file.seek(0)
        content = file.read()
        file.seek(0)
        if extension not in CHECKS:  # the model says which are accepted
            return file
        try:
            check_document(content, extension=extension)
        except UnreadableFileError as error:
            raise ValidationError(
                _(
                    "The content of this file is not a .%(extension)s document, or part of it is "
                    "missing. Save it again as .%(extension)s in the program that made it."
                ),
                code="wrong_content",
                params={"extension": extension},
            ) from error
        return file
