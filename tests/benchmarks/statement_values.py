"""The statements of the benchmarks as plain values, for our models and for stock Wagtail's.

The body's blocks have the raw form of a StreamField, with the same names and values in both. This
module imports nothing of Django, since the stock project gets a copy of it.
"""

import datetime
import uuid

WORDS = (
    "The bus from Pont y Felin to Blaenarian has run for sixty years, and so it must go on. "
    "I have asked the Minister when the money for the valley's roads will come, and in what form. "
)
PICTURES = 12
CATEGORIES = 3
FIRST_DAY = datetime.date(2010, 1, 1)


def has_whole_body(number: int) -> bool:
    """Return whether a large archive has the whole body of this statement.

    These are the first 20 and the last 40 of each thousand: those that are opened, and the newest,
    which lists and feeds show. The others have one paragraph, so that 100,000 are soon written.
    """
    return number % 1_000 < 20 or number % 1_000 >= 960


def statement_values(
    number: int, *, pictures: list[int], document: int, language: str = "en", whole: bool = True
) -> dict[str, object]:
    """Return the fields of statement `number`; `pictures` and `document` are primary keys."""
    body = _body(number, picture=pictures[(number + 5) % PICTURES], document=document)
    return {
        "title": f"Statement {number} on the buses of the valley ({language})",
        "slug": f"statement-{number}",
        "date": FIRST_DAY + datetime.timedelta(days=number % 5_000),
        "summary": WORDS[:180],
        "lead_image_id": pictures[number % PICTURES],
        "lead_image_alt": "A bus on a bridge",
        "lead_image_caption": "The last bus",
        "body": body if whole else body[:1],
    }


def category_numbers(number: int) -> list[int]:
    """Return the positions of the statement's categories: one, two or three of them."""
    return list(range(1 + number % CATEGORIES))


def _body(number: int, *, picture: int, document: int) -> list[dict[str, object]]:
    """Return a typical mix of twelve blocks."""
    link = f'<a linktype="document" id="{document}">the paper</a>'
    paragraphs = [f"<p>{WORDS} {link if n == 1 else number} {WORDS}</p>" for n in range(6)]
    quotation = {
        "words": f"<p>{WORDS}</p>",
        "speaker": "Mared Puw",
        "role": "Member",
        "language": "",
        "source": "https://record.example.wales/1",
    }
    figure = {
        "image": {"image": picture, "decorative": False, "alt_text": "A valley"},
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
        ("document", {"document": document, "title": "", "description": "The letter"}),
    ]
    return [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in values]
