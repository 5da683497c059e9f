"""The parts that each block type registers, and the data that other rooms pass to them.

Blocks are below models, media, feeds and partners, so they import none of these. What a part needs
from there is a protocol or a small dataclass in this module, which the room above fills.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from wagtail.blocks import Block, StreamValue

# HTML or a fragment of it for each language of the site, such as {"en": "…", "cy": "…"}.
Bilingual = Mapping[str, str]
# Turns stored rich text into plain text.
PlainText = Callable[[str], str]


class References(Protocol):
    """Numbers of the objects that stored blocks refer to, so that each kind costs one query."""

    images: set[int]
    documents: set[int]
    pages: set[int]


class ApiContext(Protocol):
    """The public objects that API shapes may contain. All are loaded before; none costs a query."""

    def rich_text(self, source: str) -> str:
        """Return stored rich text as sanitised HTML with full addresses."""

    def image(self, number: int) -> Mapping[str, Any] | None:
        """Return an image with its sizes as the API sends it, None where it does not exist."""

    def document(self, number: int) -> Mapping[str, Any] | None:
        """Return a document as the API sends it, None where it does not exist."""

    def is_statement(self, number: int) -> bool:
        """Return whether a page is a public statement."""


@dataclass(frozen=True, kw_only=True)
class ImportedPicture:
    """A picture that the importer has stored. `alt` is None where the source has no text."""

    image: int
    alt: str | None
    caption: str


@dataclass(frozen=True, kw_only=True)
class ImportedPart:
    """A part of a body that the importer has read.

    `html` is sanitised and includes its outer tag; `text` and `level` belong to headings.
    """

    html: str = ""
    text: str = ""
    level: int = 2
    picture: ImportedPicture | None = None


@dataclass(frozen=True, kw_only=True)
class ImportExample:
    """Parts that the importer reads in a row, and the stored value that they become."""

    parts: Sequence[ImportedPart]
    value: object


@dataclass(frozen=True, kw_only=True)
class ImportMapping:
    """The rule by which the importer produces a block.

    `kinds` are the importer's names of parts (`newsroom.importing.items.Block.kind`). `value`
    returns the stored value, or None where the parts are not imported. With `joins_neighbours` all
    parts in a row become one block.
    """

    kinds: frozenset[str]
    value: Callable[[Sequence[ImportedPart]], object | None]
    examples: Sequence[ImportExample]
    joins_neighbours: bool = False


# The explicit statement that the importer does not produce a block.
NOT_IMPORTED = ImportMapping(kinds=frozenset(), value=lambda parts: None, examples=())


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A finding about a body. One with `blocks_publication` must be settled before publication."""

    message: Any
    blocks_publication: bool


@dataclass(frozen=True, kw_only=True)
class ExampleObjects:
    """Numbers of the objects that examples refer to, None where the installation has none."""

    image: int | None = None
    document: int | None = None
    statement: int | None = None


@dataclass(frozen=True, kw_only=True)
class Example:
    """A stored value and what each exit makes of it.

    `stored` and `api` receive the objects that `needs` names. `page` is a fragment of the page's
    HTML. `feed` is None where the block is not part of feeds. Pages and feeds are compared without
    the white space around tags. The names and addresses of the objects are those that
    `tests/newsroom/blocks/test_examples.py` gives them.
    """

    stored: Callable[[ExampleObjects], Any]
    page: Bilingual
    api: Callable[[ExampleObjects], Mapping[str, Any]]
    api_html: Bilingual
    feed: Bilingual | None
    search: Sequence[str]
    needs: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class BlockType:
    """A kind of block with all its parts. Its folder in `newsroom/blocks` has the same name.

    - `block`: the Wagtail block that editors fill in. Its template is `template.html` beside it.
    - `references`: adds the objects that a stored value refers to.
    - `api_shape`: the stored value as partners receive it, None to leave the block out.
    - `api_html`: the API shape as HTML, in the active language; "" to leave the block out.
    - `feed_html`: the block as HTML for feeds before sanitising, None to leave it out.
    - `search_text`: the texts for readers in a value, in the order of the page.
    - `import_mapping`: the importer's rule, or `NOT_IMPORTED`.
    - `examples`: at least one; the contract test compares each exit with them.
    - `remarks`: findings before publication, from all values of this type in a body.
    - `chosen_statements`: statements that a stored value recommends by itself.
    - `statements_only`: whether only statements have the block, not other pages.
    - `max_num`: how many of them a body may have, None for any number.
    """

    name: str
    block: type[Block]
    references: Callable[[Any, References], None]
    api_shape: Callable[[Any, ApiContext], dict[str, Any] | None]
    api_html: Callable[[Mapping[str, Any]], str]
    feed_html: Callable[[StreamValue.StreamChild, Mapping[str, Any]], str | None]
    search_text: Callable[[Any, PlainText], Iterable[str]]
    import_mapping: ImportMapping
    examples: Sequence[Example]
    remarks: Callable[[Sequence[Any]], Iterable[Remark]] = lambda values: ()
    chosen_statements: Callable[[Any], set[int]] = lambda stored: set()
    statements_only: bool = False
    max_num: int | None = None

    @property
    def template(self) -> str:
        """Return the name of the template that the block must use."""
        return f"blocks/{self.name}/template.html"


def same(html: str) -> Bilingual:
    """Return HTML without words of our own, which is the same in both languages."""
    return {"en": html, "cy": html}


def page_html(child: StreamValue.StreamChild, context: Mapping[str, Any]) -> str:
    """Return a block as its page shows it; the usual `feed_html`."""
    return str(child.render(context=context))


def no_references(stored: Any, references: References) -> None:
    """Add nothing: the block refers to no other object."""


def left_out(child: StreamValue.StreamChild, context: Mapping[str, Any]) -> None:
    """Return None; the `feed_html` of a block that feeds do not contain."""
