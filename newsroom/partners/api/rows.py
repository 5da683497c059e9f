"""Statement rows: the columns that the API needs, read without building page objects.

A row has attributes of `ArticlePage` under the same names, so the code that renders statements
accepts either. It is comparable and hashable, so it can be part of a cache key.
"""

import datetime
import hashlib
import json
import uuid
from typing import NamedTuple, cast

from django.db.models import TextField, Value
from django.db.models.functions import Cast

from newsroom.models import ArticlePage
from newsroom.models.pages import ArticleQuerySet

RawBlocks = list[dict[str, object]]


class StatementRow(NamedTuple):
    """The columns of a statement.

    `corrections_text` and `body_text` are JSON; `body_text` is "" where it was not requested.
    """

    pk: int
    locale_id: int
    translation_key: uuid.UUID
    url_path: str
    title: str
    slug: str
    summary: str
    date: datetime.date
    first_published_at: datetime.datetime | None
    last_published_at: datetime.datetime | None
    source_url: str
    lead_image_id: int | None
    lead_image_alt: str
    lead_image_decorative: bool
    lead_image_caption: str
    lead_image_credit: str
    corrections_text: str
    body_text: str


# Sorts before every real date; stands for a missing date.
MISSING_DATE = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
COLUMNS = StatementRow._fields[:-2]


def fetch_rows(statements: ArticleQuerySet, *, with_body: bool) -> list[StatementRow]:
    """Return the rows of a queryset in its order. One query."""
    body = Cast("body", TextField()) if with_body else Value("", output_field=TextField())
    corrections = Cast("corrections", TextField())
    rows = statements.annotate(corrections_text=corrections, body_text=body).values_list(
        *COLUMNS, "corrections_text", "body_text"
    )
    return [StatementRow._make(row) for row in rows]


def raw_blocks(statement: ArticlePage | StatementRow) -> RawBlocks:
    """Return the stored blocks of a body."""
    if isinstance(statement, StatementRow):
        return cast("RawBlocks", json.loads(statement.body_text or "[]"))
    return list(statement.body.raw_data)


def stored_corrections(statement: ArticlePage | StatementRow) -> RawBlocks:
    """Return the corrections that the statement stores, newest first."""
    if isinstance(statement, StatementRow):
        return cast("RawBlocks", json.loads(statement.corrections_text or "[]"))
    return list(statement.corrections)


def text_digest(text: str) -> bytes:
    """Return a digest that replaces a long text in comparisons."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
