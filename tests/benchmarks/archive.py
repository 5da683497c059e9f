"""The statements of the benchmarks in our models: two languages, with images and links."""

import uuid
from collections.abc import Iterable, Sequence

from home.offices.provisioning import Office
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.media.renditions import prepare_image
from newsroom.models import NewsroomDocument, Topic
from tests.benchmarks.statement_values import (
    PICTURES,
    category_numbers,
    has_whole_body,
    statement_values,
)
from tests.factories import make_image, make_office

# One statement in this many has a Welsh version, in an archive that is mainly English.
TRANSLATED = 5


def make_archive(*, statements: int, hostname: str) -> None:
    """Create an office with public statements, half of them in each language."""
    archive = Archive(make_office(hostname=hostname))
    keys = [uuid.uuid4() for _ in range(statements // 2)]
    for language in archive.office.indexes:
        archive.write(language, enumerate(keys), whole=True)


class Archive:
    """The statements of one office. Pictures and documents are shared by all offices."""

    def __init__(self, office: Office, *, pictures: Sequence[int] = (), document: int = 0) -> None:
        self.office = office
        self.pictures = list(pictures) or make_pictures()
        self.document = document or make_document()
        self.size = 0
        self._topics = {
            language: Topic.objects.create(
                site=office.site, locale=index.locale, name="Buses", slug="buses"
            ).pk
            for language, index in office.indexes.items()
        }

    def grow(self, size: int, *, batch: int = 5_000) -> None:
        """Add English statements up to `size`, and Welsh versions of every fifth."""
        while self.size < size:
            end = min(size, self.size + batch)
            keys = [(number, uuid.uuid4()) for number in range(self.size, end)]
            self.write("en", keys)
            self.write("cy", keys[::TRANSLATED])
            self.size = end

    def write(
        self, language: str, keys: Iterable[tuple[int, uuid.UUID]], *, whole: bool = False
    ) -> None:
        """Write statements of these numbers and translation keys, all `whole` or some."""
        create_statements(
            self.office.indexes[language],
            (
                self._row(number, key=key, language=language, whole=whole or has_whole_body(number))
                for number, key in keys
            ),
        )

    def _row(self, number: int, *, key: uuid.UUID, language: str, whole: bool) -> StatementRow:
        values = statement_values(
            number,
            pictures=self.pictures,
            document=self.document,
            language=language,
            whole=whole,
        )
        terms = [term.pk for term in self.office.categories[language]]
        return StatementRow(
            **values,
            translation_key=key,
            categories=[terms[position] for position in category_numbers(number)],
            topics=[self._topics[language]],
        )


def make_pictures() -> list[int]:
    """Create the pictures with all their sizes; return their primary keys."""
    pictures = [make_image(title=f"Picture {number}") for number in range(PICTURES)]
    for picture in pictures:
        prepare_image(picture)
    return [picture.pk for picture in pictures]


def make_document() -> int:
    """Create the document that statements link to; return its primary key."""
    return NewsroomDocument.objects.create(title="A paper", file="documents/paper.pdf").pk
