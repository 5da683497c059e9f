"""The demo's pictures and documents, and their storage in the media library."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from wagtail.models import Collection

from home.demo.content_files import CONTENT, LANGUAGES
from home.demo.pdf import single_page_pdf
from home.demo.pictures import CREDIT, PICTURES, draw, draw_logo
from home.offices.plaintext import PictureReference, Resources, smart_quotes
from newsroom.models import NewsroomDocument, NewsroomImage

LOGO = "logo"


@dataclass(frozen=True, kw_only=True)
class MediaLibrary:
    """The demo's pictures by name, and its documents by name and language."""

    pictures: dict[str, NewsroomImage]
    documents: dict[str, dict[str, NewsroomDocument]]

    def resources(self, language: str, *, statements: dict[str, int] | None = None) -> Resources:
        """Return what bodies in `language` may refer to."""
        pictures = {
            name: PictureReference(image_id=self.pictures[name].pk, alt=picture.alt[language])
            for name, picture in PICTURES.items()
        }
        return Resources(
            pictures=pictures,
            documents={name: pair[language].pk for name, pair in self.documents.items()},
            statements=statements or {},
        )


@dataclass
class WrittenFiles:
    """Files written so far, to be deleted if the transaction is rolled back."""

    files: list[FieldFile] = field(default_factory=list)


@contextmanager
def delete_files_on_error() -> Iterator[WrittenFiles]:
    """Delete the files recorded in the yielded object where the block raises."""
    written = WrittenFiles()
    try:
        yield written
    except BaseException:
        for file in written.files:
            file.storage.delete(file.name)
        raise


def draw_pictures(*, member: str) -> dict[str, bytes]:
    """Return all pictures as JPEG files, including the member's logo. Needs no database."""
    return {**{name: draw(name) for name in PICTURES}, LOGO: draw_logo(member)}


def create_library(
    files: dict[str, bytes], *, collection: Collection, written: WrittenFiles
) -> MediaLibrary:
    """Store pictures and documents in the office's collection."""
    pictures = {}
    for name, content in files.items():
        title = PICTURES[name].title if name in PICTURES else "Logo"
        image = NewsroomImage(
            title=title,
            description=PICTURES[name].alt[LANGUAGES[0]] if name in PICTURES else "",
            credit=CREDIT,
            collection=collection,
            file=ContentFile(content, name=f"{name}.jpg"),
        )
        image.save()
        written.files.append(image.file)
        pictures[name] = image
    documents: dict[str, dict[str, NewsroomDocument]] = {}
    for path in sorted((CONTENT / "documents").glob("*.toml")):
        texts = tomllib.loads(path.read_text(encoding="utf-8"))
        documents[path.stem] = {}
        for language in LANGUAGES:
            document = _create_document(texts[language], language=language, collection=collection)
            written.files.append(document.file)
            documents[path.stem][language] = document
    return MediaLibrary(pictures=pictures, documents=documents)


def _create_document(
    texts: dict[str, Any], *, language: str, collection: Collection
) -> NewsroomDocument:
    content = single_page_pdf(
        title=smart_quotes(texts["title"]),
        paragraphs=[smart_quotes(paragraph) for paragraph in texts["paragraphs"]],
        language=language,
    )
    document = NewsroomDocument(
        title=smart_quotes(texts["title"]),
        collection=collection,
        file=ContentFile(content, name=texts["file"]),
    )
    document.file_size = len(content)
    document.save()
    return document
