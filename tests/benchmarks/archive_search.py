"""The archive of the search benchmark: one office's, of any size."""

import datetime
import random
import sys
import uuid
from collections.abc import Iterator

from tqdm import tqdm

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import Topic
from search.language.analysis import LANGUAGES
from search.models import OutboxEntry
from tests.benchmarks.speech import Speech
from tests.factories import make_office

FIRST_DAY = datetime.date(2006, 1, 2)
DAYS = 20 * 365
TOPICS = 40
WORDS = (120, 380)
BATCH = 1_000
# One statement in this many has a translation.
TRANSLATED = 5


class Archive:
    """Statements of one language, in one office; every fifth is there in the other one as well.

    `size` counts those of the language that is measured.
    """

    def __init__(self, language: str) -> None:
        self.language = language
        self.office = make_office(hostname="localhost")
        (self.other,) = (one for one in LANGUAGES if one != language)
        self.index = self.office.indexes[language]
        self.size = 0
        self.speech = Speech(language)
        self._other_speech = Speech(self.other)
        self._random = random.Random(2)
        self._categories = [term.pk for term in self.office.categories[language]]
        self._other_categories = [term.pk for term in self.office.categories[self.other]]
        self._topics = [
            Topic.objects.create(
                site=self.office.site,
                locale=self.index.locale,
                name=f"Topic {number}",
                slug=f"topic-{number}",
            ).pk
            for number in range(TOPICS)
        ]

    def grow(self, size: int) -> None:
        """Add statements up to `size`."""
        with tqdm(total=size - self.size, desc="statements", file=sys.stderr) as bar:
            while self.size < size:
                count = min(BATCH, size - self.size)
                rows = list(self._rows(count))
                create_statements(self.index, rows)
                create_statements(
                    self.office.indexes[self.other],
                    [self._other_side(row) for row in rows[::TRANSLATED]],
                )
                self.size += count
                bar.update(count)
        # They come into the index by the rebuild that is measured, not one by one.
        OutboxEntry.objects.all().delete()

    def _rows(self, count: int) -> Iterator[StatementRow]:
        for _number in range(count):
            paragraphs = self.speech.text(self._random.randint(*WORDS))
            yield StatementRow(
                title=self.speech.title(),
                slug=f"s{uuid.uuid4().hex}",
                date=FIRST_DAY + datetime.timedelta(days=self._random.randrange(DAYS)),
                summary=paragraphs[0],
                categories=self._random.sample(self._categories, self._random.choice((1, 1, 2))),
                topics=self._random.sample(self._topics, self._random.randint(0, 3)),
                body=_blocks(paragraphs[1:]),
            )

    def _other_side(self, row: StatementRow) -> StatementRow:
        paragraphs = self._other_speech.text(self._random.randint(*WORDS))
        return StatementRow(
            title=self._other_speech.title(),
            slug=row.slug,
            date=row.date,
            summary=paragraphs[0],
            categories=self._other_categories[:1],
            body=_blocks(paragraphs[1:]),
            translation_key=row.translation_key,
        )


def _blocks(texts: list[str]) -> list[dict]:
    return [
        {"type": "paragraph", "value": f"<p>{text}</p>", "id": str(uuid.uuid4())} for text in texts
    ]
