"""Was this statement written before from exactly the same parts? Then it need not be again.

A text is kept by all that it was made of, never by a name or an age, and the parts are asked of the
database for every answer. So there is nothing to invalidate, nothing that several processes could
disagree on, and a statement that is not public is never even looked up.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence

from django.http import HttpRequest

from newsroom.partners.api.documents import (
    Writer,
    document_of,
    names,
    translations_of,
    wanted_beside_body,
    writer_for,
)
from newsroom.partners.api.references import Wanted, collect
from newsroom.partners.api.rows import StatementRow, digest_of, raw_blocks
from newsroom.partners.api.schemas import ALWAYS, FIELDS
from newsroom.partners.api.sites import Place

# Characters, about as many bytes; beyond it what was not asked for longest goes first.
ROOM = 24_000_000
MOST_READ = 5_000


class Kept:
    """Texts by the parts that they are made of, as many as have room. Safe between threads."""

    def __init__(self, *, room: int = ROOM) -> None:
        self.room = room
        self.used = 0
        self._texts: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = threading.Lock()

    def text(self, parts: Hashable, *, write: Callable[[], str]) -> str:
        """Return the text of these parts, written now where it is not at hand."""
        with self._lock:
            found = self._texts.get(parts)
            if found is not None:
                self._texts.move_to_end(parts)
                return found
        found = write()
        with self._lock:
            if parts not in self._texts and len(found) <= self.room:
                self._texts[parts] = found
                self.used += len(found)
                while self.used > self.room:
                    self.used -= len(self._texts.popitem(last=False)[1])
        return found

    def forget(self) -> None:
        """Write everything anew when next asked."""
        with self._lock:
            self._texts.clear()
            self.used = 0


texts = Kept()
_read: dict[bytes, Wanted] = {}


def written_statements(
    rows: Sequence[StatementRow], request: HttpRequest, *, fields: Iterable[str] = FIELDS
) -> list[str]:
    """Return public statements as partners get them, each as JSON, in the given order."""
    chosen = frozenset(fields) | set(ALWAYS)
    wanted = {row.pk: _wanted(row, fields=chosen) for row in rows}
    together = Wanted()
    for each in wanted.values():
        together.add(each)
    writer = writer_for(rows, request, fields=chosen, wanted=together)
    return [
        texts.text(
            parts_of(row, place=place, wanted=wanted[row.pk], writer=writer),
            write=lambda row=row: json_text(document_of(row, writer=writer)),
        )
        for row in rows
        if (place := writer.places.of(row)) is not None
    ]


def parts_of(row: StatementRow, *, place: Place, wanted: Wanted, writer: Writer) -> Hashable:
    """Return everything that `document_of` makes a text of: where these are equal, so is it."""
    found = writer.found
    terms = [
        (term["id"], term["slug"], term["name"], term["url"])
        for kind in ("category", "topic")
        for term in names(row, kind, place=place, writer=writer)
    ]
    return (
        writer.fields,
        row._replace(body_text=""),
        digest_of(row.body_text),
        (place.id, place.hostname, place.root_url, place.html_path(row)),
        (*terms,),
        (*translations_of(row, writer=writer),),
        (*((pk, found.images[pk].serial) for pk in wanted.images if pk in found.images),),
        (*((pk, found.documents[pk].serial) for pk in wanted.documents if pk in found.documents),),
        (*(found.pages[pk] for pk in wanted.pages if pk in found.pages),),
    )


def json_text(document: dict | None) -> str:
    """Return a document of plain values as JSON, without needless bytes."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _wanted(row: StatementRow, *, fields: frozenset[str]) -> Wanted:
    wanted = Wanted()
    if "body" in fields:
        wanted.add(_referred_to(row))
    wanted_beside_body(row, fields=fields, wanted=wanted)
    return wanted


def _referred_to(row: StatementRow) -> Wanted:
    """Return what a body refers to. Pure, so a body that was read before is not read again."""
    digest = digest_of(row.body_text)
    wanted = _read.get(digest)
    if wanted is None:
        wanted = Wanted()
        collect(raw_blocks(row), wanted=wanted)
        if len(_read) >= MOST_READ:
            _read.clear()
        _read[digest] = wanted
    return wanted
