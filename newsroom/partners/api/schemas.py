"""Schemas of the API's documents, from which the OpenAPI document is generated."""

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from ninja import Schema
from pydantic import ConfigDict, Field, JsonValue

from newsroom.blocks import BLOCK_TYPES
from newsroom.languages.configured import default_language, language_codes

if TYPE_CHECKING:
    Language: TypeAlias = str
    BlockName: TypeAlias = str
else:
    Language = Literal[language_codes()]
    BlockName = Literal[tuple(BLOCK_TYPES)]


def example(document: Mapping[str, object]) -> ConfigDict:
    """Return the configuration of a schema with one example."""
    return ConfigDict(json_schema_extra={"examples": [cast("JsonValue", document)]})


class Size(Schema):
    """One file of a picture."""

    url: str = Field(description="Full address; it never changes and may be shown elsewhere.")
    width: int = Field(description="Pixels.")
    height: int = Field(description="Pixels.")
    media_type: str = Field(examples=["image/webp"])


class Picture(Size):
    """A picture: its largest size that every browser reads, and all others."""

    alt: str = Field(description="What it shows, for those who cannot see it.")
    decorative: bool = Field(description="Says nothing that the words do not: `alt` is empty.")
    caption: str
    credit: str = Field(description="To be printed with the picture.")
    sizes: list[Size] = Field(description="Narrowest first, in several formats.")


class Translation(Schema):
    """The same in the other language."""

    language: Language
    id: int
    url: str
    api_url: str


class LanguageState(Schema):
    """What is public of a statement in one language."""

    language: Language
    state: Literal["current", "behind", "unknown", "not_public"] = Field(
        description="`current`; `behind`: the other language was published with later words; "
        "`unknown`: public in both, and nobody has said whether they agree; `not_public`."
    )
    behind_since: datetime.date | None = Field(
        description="The day since which it is behind, else null."
    )


class Term(Schema):
    """A category or a topic, in one language."""

    model_config = example(
        {
            "id": 7,
            "language": "en",
            "slug": "senedd-news",
            "name": "Senedd News",
            "description": "",
            "url": "https://www.example.wales/news/category/senedd-news/",
            "html_path": "/news/category/senedd-news/",
            "translations": [
                {
                    "language": "cy",
                    "id": 8,
                    "url": "https://www.example.wales/cy/newyddion/categori/newyddion-y-senedd/",
                    "api_url": "https://www.example.wales/api/v1/categories/8/",
                }
            ],
        }
    )

    id: int
    language: Language
    slug: str = Field(description="What the filters `category` and `topic` take.")
    name: str
    description: str
    url: str = Field(description="The list of its statements on the site.")
    html_path: str = Field(description="The same without scheme and host.")
    translations: list[Translation]


class TermName(Schema):
    """A category or a topic that a statement is filed under, in the statement's language."""

    id: int
    slug: str
    name: str
    url: str


class Block(Schema):
    """A part of a body. What `value` holds depends on `type`: docs/partners.md has each."""

    type: BlockName
    id: str = Field(description="Stays the same while the block is edited.")
    value: dict[str, Any]


class Body(Schema):
    """The words, twice."""

    blocks: list[Block]
    html: str = Field(description="Sanitised; links and pictures have full addresses.")


STATEMENT_EXAMPLE = {
    "id": 42,
    "type": "statement",
    "site": "www.example.wales",
    "language": "en",
    "title": "A last bus for Blaenarian",
    "slug": "last-bus",
    "summary": "The evening bus will run until March.",
    "date": "2016-06-14",
    "published_at": "2016-06-14T09:00:00+01:00",
    "updated_at": "2016-06-14T09:00:00+01:00",
    "url": "https://www.example.wales/news/last-bus/",
    "html_path": "/news/last-bus/",
    "api_url": "https://www.example.wales/api/v1/statements/42/",
    "citation_url": "https://www.example.wales/s/3v9k1h5xq7c2m8r4t6w0yzabcd",
    "categories": [
        {
            "id": 7,
            "slug": "local-news",
            "name": "Local News",
            "url": "https://www.example.wales/news/category/local-news/",
        }
    ],
    "topics": [],
    "image": None,
    "translations": [
        {
            "language": "cy",
            "id": 43,
            "url": "https://www.example.wales/cy/newyddion/bws-olaf/",
            "api_url": "https://www.example.wales/api/v1/statements/43/",
        }
    ],
    "language_states": [
        {"language": "en", "state": "current", "behind_since": None},
        {"language": "cy", "state": "behind", "behind_since": "2016-06-16"},
    ],
    "source_url": None,
    "corrections": [
        {
            "at": "2016-06-16T11:30:00+01:00",
            "note": "The statement said that the bus runs until May. It runs until March.",
            "note_language": "en",
            "before_url": "https://www.example.wales/s/3v9k1h5xq7c2m8r4t6w0yzabcd/en/v/1",
        }
    ],
    "body": {
        "blocks": [{"type": "paragraph", "id": "5f1c", "value": {"html": "<p>The last bus …</p>"}}],
        "html": "<p>The last bus …</p>",
    },
}


class CorrectionNote(Schema):
    """A mistake that the statement had when it was public, and what is right."""

    at: datetime.datetime = Field(description="When the correction was published.")
    note: str = Field(description="To be shown with the statement.")
    note_language: Language = Field(
        description="The statement's, unless the note has only the other."
    )
    before_url: str = Field(description="The permanent address of the text before.")


class Statement(Schema):
    """What the member said or did, in one language. Fields not asked for are left out."""

    model_config = example(STATEMENT_EXAMPLE)

    id: int = Field(description="Names this language's version; never used again.")
    type: Literal["statement"] = "statement"
    site: str = Field("", description="Host name of the office's site.")
    language: Language = Field(
        default_language(), description="The language that it is written in."
    )
    title: str = ""
    slug: str = ""
    summary: str = Field("", description="One or two sentences; may be empty.")
    date: datetime.date = Field(
        cast("datetime.date", None),  # left out where `fields` does not ask for it
        description="The date of the statement: sort and show this.",
    )
    published_at: datetime.datetime | None = Field(None, description="First publication.")
    updated_at: datetime.datetime | None = Field(None, description="Last publication.")
    url: str = Field("", description="Its page on the office's site.")
    html_path: str = Field("", description="The same without scheme and host.")
    api_url: str = ""
    citation_url: str = Field(
        "", description="The permanent address of the statement in both languages."
    )
    categories: list[TermName] = []
    topics: list[TermName] = []
    image: Picture | None = Field(None, description="The lead picture.")
    translations: list[Translation] = []
    language_states: list[LanguageState] = Field(
        [], description="Whether each language is public, and whether one is behind the other."
    )
    source_url: str | None = Field(None, description="Where it was published first, elsewhere.")
    corrections: list[CorrectionNote] = Field(
        [], description="Newest first. Show the notes wherever you show the words."
    )
    body: Body = Field(cast("Body", None), description="In lists only when `fields` asks for it.")


FIELDS = tuple(Statement.model_fields)
ALWAYS = ("id", "type")
WITHOUT_BODY = tuple(name for name in FIELDS if name != "body")
