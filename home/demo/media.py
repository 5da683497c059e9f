"""How do the demo's pictures and papers get into the media library?"""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile
from wagtail.models import Collection

from home.demo.papers import one_page_pdf
from home.demo.pictures import CREDIT, PICTURES, draw, draw_logo
from home.demo.words import CONTENT
from home.offices.plaintext import Resources, Shown, typographic
from newsroom.models import NewsroomDocument, NewsroomImage

LOGO = "logo"


@dataclass(frozen=True, kw_only=True)
class Library:
    """The demo's pictures by name, and its papers by name and language."""

    pictures: dict[str, NewsroomImage]
    papers: dict[str, dict[str, NewsroomDocument]]

    def resources(self, language: str, *, statements: dict[str, int] | None = None) -> Resources:
        """Return what bodies in `language` may name."""
        shown = {
            name: Shown(image_id=self.pictures[name].pk, alt=getattr(picture, f"alt_{language}"))
            for name, picture in PICTURES.items()
        }
        return Resources(
            pictures=shown,
            documents={name: pair[language].pk for name, pair in self.papers.items()},
            statements=statements or {},
        )


@dataclass
class Written:
    """Files written so far, to be taken back when the database takes its rows back."""

    files: list[FieldFile] = field(default_factory=list)


@contextmanager
def files_taken_back_on_failure() -> Iterator[Written]:
    """Delete the files noted in the yielded object when the block fails, then raise on."""
    written = Written()
    try:
        yield written
    except BaseException:
        for file in written.files:
            file.storage.delete(file.name)
        raise


def drawn_pictures(*, member: str) -> dict[str, bytes]:
    """Return all pictures as JPEG files, the member's logo among them. Touches no database."""
    return {**{name: draw(name) for name in PICTURES}, LOGO: draw_logo(member)}


def fill_library(files: dict[str, bytes], *, collection: Collection, written: Written) -> Library:
    """Store pictures and papers in the office's collection."""
    pictures = {}
    for name, content in files.items():
        title = PICTURES[name].title if name in PICTURES else "Logo"
        image = NewsroomImage(
            title=title,
            description=PICTURES[name].alt_en if name in PICTURES else "",
            credit=CREDIT,
            collection=collection,
            file=ContentFile(content, name=f"{name}.jpg"),
        )
        image.file_size = len(content)
        image.save()
        written.files.append(image.file)
        pictures[name] = image
    papers: dict[str, dict[str, NewsroomDocument]] = {}
    for path in sorted((CONTENT / "papers").glob("*.toml")):
        words = tomllib.loads(path.read_text(encoding="utf-8"))
        papers[path.stem] = {}
        for language in ("en", "cy"):
            paper = _paper(words[language], language=language, collection=collection)
            written.files.append(paper.file)
            papers[path.stem][language] = paper
    return Library(pictures=pictures, papers=papers)


def _paper(words: dict, *, language: str, collection: Collection) -> NewsroomDocument:
    content = one_page_pdf(
        title=typographic(words["title"]),
        paragraphs=[typographic(paragraph) for paragraph in words["paragraphs"]],
        language=language,
    )
    paper = NewsroomDocument(
        title=typographic(words["title"]),
        collection=collection,
        file=ContentFile(content, name=words["file"]),
    )
    paper.file_size = len(content)
    paper.save()
    return paper
