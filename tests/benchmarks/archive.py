"""The statements of the API benchmark: two languages, twelve blocks each, with images and links."""

import datetime
import uuid

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.media.renditions import prepare_image
from newsroom.models import NewsroomDocument, Topic
from tests.factories import make_image, make_office

WORDS = (
    "The bus from Pont y Felin to Blaenarian has run for sixty years, and so it must go on. "
    "I have asked the Minister when the money for the valley's roads will come, and in what form. "
)
PICTURES = 12


def make_archive(*, statements: int, hostname: str) -> None:
    """Create an office with public statements, half of them in each language."""
    office = make_office(hostname=hostname)
    pictures = [make_image(title=f"Picture {number}") for number in range(PICTURES)]
    for picture in pictures:
        prepare_image(picture)
    paper = NewsroomDocument.objects.create(title="A paper", file="documents/paper.pdf")
    keys = [uuid.uuid4() for _ in range(statements // 2)]
    for language, index in office.indexes.items():
        topic = Topic.objects.create(
            site=office.site, locale=index.locale, name="Buses", slug="buses"
        )
        categories = [term.pk for term in office.categories[language]]
        create_statements(
            index,
            [
                StatementRow(
                    **_row(number, key=key, language=language, pictures=pictures, paper=paper),
                    categories=categories[: 1 + number % 3],
                    topics=[topic.pk],
                )
                for number, key in enumerate(keys)
            ],
        )


def _row(number: int, *, key: uuid.UUID, language: str, pictures: list, paper) -> dict:
    picture, inner = pictures[number % PICTURES], pictures[(number + 5) % PICTURES]
    return {
        "title": f"Statement {number} on the buses of the valley ({language})",
        "slug": f"statement-{number}",
        "date": datetime.date(2010, 1, 1) + datetime.timedelta(days=number % 5_000),
        "summary": WORDS[:180],
        "translation_key": key,
        "lead_image_id": picture.pk,
        "lead_image_alt": "A bus on a bridge",
        "lead_image_caption": "The last bus",
        "body": _body(number, inner=inner, paper=paper),
    }


def _body(number: int, *, inner, paper) -> list[dict]:
    """Return a typical mix of twelve blocks."""
    link = f'<a linktype="document" id="{paper.pk}">the paper</a>'
    paragraphs = [f"<p>{WORDS} {link if n == 1 else number} {WORDS}</p>" for n in range(6)]
    quotation = {
        "words": f"<p>{WORDS}</p>",
        "speaker": "Mared Puw",
        "role": "Member",
        "language": "",
        "source": "https://record.example.wales/1",
    }
    figure = {
        "image": {"image": inner.pk, "decorative": False, "alt_text": "A valley"},
        "caption": "The valley",
        "credit": "",
    }
    values = [
        ("paragraph", paragraphs[0]),
        ("heading", {"text": "What I asked", "level": "2"}),
        ("paragraph", paragraphs[1]),
        ("quotation", quotation),
        ("paragraph", paragraphs[2]),
        ("figure", figure),
        ("heading", {"text": "What the Minister said", "level": "3"}),
        ("paragraph", paragraphs[3]),
        ("callout", {"heading": "In short", "text": f"<p>{WORDS}</p>"}),
        ("paragraph", paragraphs[4]),
        ("key_figure", {"figure": "60", "meaning": "years of buses", "source": "The council"}),
        ("document", {"document": paper.pk, "title": "", "description": "The letter"}),
    ]
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in values]
