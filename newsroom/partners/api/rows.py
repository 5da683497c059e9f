"""What of a statement's row does an answer need? Plain values, without building whole pages.

A row has the attributes of `ArticlePage` by the same names, so whatever writes statements takes
either; it can be compared and hashed, so it also tells whether anything in it has changed.
"""

import datetime
import hashlib
import json
import uuid
from typing import NamedTuple

from django.db.models import TextField, Value
from django.db.models.functions import Cast

from newsroom.models import ArticlePage
from newsroom.models.pages import ArticleQuerySet


class StatementRow(NamedTuple):
    """A statement as the database has it. `body_text` is JSON, empty where it was not wanted."""

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
    body_text: str


NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
COLUMNS = StatementRow._fields[:-1]


def rows_of(statements: ArticleQuerySet, *, with_body: bool) -> list[StatementRow]:
    """Return the rows of a query, in its order. One query."""
    body = Cast("body", TextField()) if with_body else Value("", output_field=TextField())
    rows = statements.annotate(body_text=body).values_list(*COLUMNS, "body_text")
    return [StatementRow._make(row) for row in rows]


def raw_blocks(statement: ArticlePage | StatementRow) -> list[dict]:
    """Return the blocks of a body as they are stored."""
    if isinstance(statement, StatementRow):
        return json.loads(statement.body_text or "[]")
    return list(statement.body.raw_data)


def digest_of(text: str) -> bytes:
    """Return what stands for a long text where texts are compared."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
