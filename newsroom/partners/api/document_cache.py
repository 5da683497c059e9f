"""Process cache of encoded statements, keyed by every value that a statement is rendered from.

The key holds no name and no time, and its values are read from the database for every response. So
nothing needs to be invalidated, processes cannot disagree, and a statement that is not public is
never looked up.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import partial

from django.http import HttpRequest

from newsroom.faults.parts import number_left_out
from newsroom.partners.api.documents import (
    RenderContext,
    collect_outside_body,
    languages_of,
    render_context,
    render_statement,
    term_names,
    translations_of,
)
from newsroom.partners.api.references import FileDocument, ReferenceIds, collect_references
from newsroom.partners.api.rows import StatementRow, raw_blocks, text_digest
from newsroom.partners.api.schemas import ALWAYS, FIELDS
from newsroom.partners.api.sites import TERM_KINDS, PublicSite

MAX_CHARACTERS = 24_000_000  # about as many bytes
MAX_PARSED_BODIES = 5_000


class DocumentCache:
    """A least-recently-used cache of texts, limited by their total length. Thread-safe."""

    def __init__(self, *, max_characters: int = MAX_CHARACTERS) -> None:
        self.max_characters = max_characters
        self.size = 0
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def get_or_render(self, key: Hashable, *, render: Callable[[], str]) -> str:
        """Return the text of a key, rendered now if it is not cached."""
        with self._lock:
            text = self._texts.get(key)
            if text is not None:
                self._texts.move_to_end(key)
                return text
        left_out = number_left_out()
        text = render()
        if number_left_out() != left_out:
            return text
        with self._lock:
            if key not in self._texts and len(text) <= self.max_characters:
                self._texts[key] = text
                self.size += len(text)
                while self.size > self.max_characters:
                    self.size -= len(self._texts.popitem(last=False)[1])
        return text

    def clear(self) -> None:
        """Remove every text."""
        with self._lock:
            self._texts.clear()
            self.size = 0


document_cache = DocumentCache()
_references_by_body: dict[bytes, ReferenceIds] = {}  # by digest of the body


def encoded_statements(
    rows: Sequence[StatementRow], request: HttpRequest, *, fields: Iterable[str] = FIELDS
) -> list[str]:
    """Return the JSON texts of public statements, in the given order."""
    chosen_fields = frozenset(fields) | set(ALWAYS)
    references_by_row = {row.pk: _references(row, fields=chosen_fields) for row in rows}
    references = ReferenceIds()
    for row_references in references_by_row.values():
        references.add(row_references)
    context = render_context(rows, request, fields=chosen_fields, references=references)
    return [
        document_cache.get_or_render(
            cache_key(row, site=site, references=references_by_row[row.pk], context=context),
            render=partial(_encoded_statement, row, context=context),
        )
        for row in rows
        if (site := context.directory.site_of(row)) is not None
    ]


def _encoded_statement(row: StatementRow, *, context: RenderContext) -> str:
    return json_text(render_statement(row, context=context) or {})


def cache_key(
    row: StatementRow, *, site: PublicSite, references: ReferenceIds, context: RenderContext
) -> Hashable:
    """Return every value that `render_statement` uses: equal keys mean equal documents."""
    loaded = context.loaded
    terms = [
        (term["id"], term["slug"], term["name"], term["url"])
        for kind in TERM_KINDS
        for term in term_names(row, kind, site=site, context=context)
    ]
    return (
        context.fields,
        row._replace(body_text=""),
        text_digest(row.body_text),
        (site.id, site.hostname, site.root_url, site.html_path(row)),
        (*terms,),
        (*translations_of(row, context=context),),
        (*languages_of(row, site=site, context=context),),
        _serials(loaded.images, references.images),
        _serials(loaded.documents, references.documents),
        (*(loaded.pages[pk] for pk in references.pages if pk in loaded.pages),),
    )


def _serials(
    documents: Mapping[int, FileDocument], ids: Iterable[int]
) -> tuple[tuple[int, int], ...]:
    return tuple((pk, documents[pk].serial) for pk in ids if pk in documents)


def json_text(document: Mapping[str, object]) -> str:
    """Return a document of plain values as compact JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _references(row: StatementRow, *, fields: frozenset[str]) -> ReferenceIds:
    """Return the references of a statement that these fields need."""
    references = ReferenceIds()
    if "body" in fields:
        references.add(_body_references(row))
    collect_outside_body(row, fields=fields, references=references)
    return references


def _body_references(row: StatementRow) -> ReferenceIds:
    """Return the references of a body. They depend on its text only, so they are cached by it."""
    digest = text_digest(row.body_text)
    references = _references_by_body.get(digest)
    if references is None:
        references = ReferenceIds()
        collect_references(raw_blocks(row), references=references)
        if len(_references_by_body) >= MAX_PARSED_BODIES:
            _references_by_body.clear()
        _references_by_body[digest] = references
    return references
