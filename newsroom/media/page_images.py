"""The pictures and documents of a statement: its lead picture and those of its body."""

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import lru_cache, partial

from django.db import connection
from django.db.models import Model

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.chosen_objects import KnownObjects
from newsroom.caching.prepared_queries import PreparedQuery, fetch_by_key, numbers
from newsroom.models import ArticlePage, NewsroomDocument, NewsroomImage


@dataclass(kw_only=True)
class BodyReferences:
    """The objects that a body refers to (`newsroom.blocks.base.References`)."""

    images: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    statements: set[int] = field(default_factory=set)  # that blocks recommend


def references_in(page: ArticlePage) -> BodyReferences:
    """Return the primary keys of the objects that the statement's body refers to. No query."""
    found = BodyReferences()
    for block in page.body.raw_data:
        if block["type"] in BLOCK_TYPES:
            block_type = BLOCK_TYPES[block["type"]]
            block_type.references(block["value"], found)
            found.statements |= block_type.chosen_statements(block["value"])
    return found


def body_objects(references: BodyReferences) -> KnownObjects:
    """Return the pictures and documents of a body. A query for each kind that it has."""
    return {
        NewsroomImage: _by_key(NewsroomImage, references.images),
        NewsroomDocument: _by_key(NewsroomDocument, references.documents),
    }


def _by_key(model: type[Model], keys: Collection[int]) -> dict[int, Model | None]:
    found = fetch_by_key(partial(_query, connection.vendor, model), keys)
    return {pk: found.get(pk) for pk in keys}


@lru_cache(maxsize=32)
def _query(vendor: str, model: type[Model], length: int) -> PreparedQuery[Model]:
    rows = model._default_manager.filter(pk__in=numbers("pk", length))
    return PreparedQuery(rows.order_by())
