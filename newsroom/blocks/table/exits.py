"""What the API and search make of a table."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from wagtail.blocks import StructValue
from wagtail.rich_text import RichText

from newsroom.blocks.base import ApiContext, PlainText
from newsroom.blocks.html import source_note


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the caption, the columns, the rows and the source.

    Cells are HTML in columns of the type "rich_text", plain text in all others.
    """
    table = stored.get("table") or {}
    columns = table.get("columns") or []
    kinds = [column.get("type") for column in columns]
    return {
        "caption": table.get("caption") or "",
        "columns": [
            {"heading": column.get("heading") or "", "type": column.get("type") or "text"}
            for column in columns
        ],
        "rows": [
            [
                context.rich_text(cell) if kind == "rich_text" else str(cell or "")
                for kind, cell in zip(kinds, row.get("values") or [], strict=False)
            ]
            for row in table.get("rows") or []
        ],
        "source": stored.get("source") or "",
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a figure with the table and its source; a first column of text heads the rows."""
    kinds = [column["type"] for column in shape["columns"]]
    caption = f"<caption>{escape(shape['caption'])}</caption>" if shape["caption"] else ""
    head = "".join(f'<th scope="col">{escape(row["heading"])}</th>' for row in shape["columns"])
    body = "".join(
        "<tr>"
        + "".join(
            _cell(cell, kind=kind, first=place == 0)
            for place, (cell, kind) in enumerate(zip(row, kinds, strict=False))
        )
        + "</tr>"
        for row in shape["rows"]
    )
    table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    source = source_note(shape["source"])
    note = f"<figcaption>{source}</figcaption>" if source else ""
    return f"<figure>{table}{note}</figure>"


def _cell(cell: str, *, kind: str, first: bool) -> str:
    if first and kind == "text":
        return f'<th scope="row">{escape(cell)}</th>'
    return f"<td>{cell if kind == 'rich_text' else escape(cell)}</td>"


def search_text(value: StructValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the caption, the headings of the columns, the cells and the source."""
    if table := value.get("table"):
        yield getattr(table, "caption", "") or ""
        for column in table.columns:
            yield column["heading"] or ""
        for row in table.rows:
            for cell in row:
                yield _cell_text(cell.value, plain_text)
    yield value.get("source") or ""


def _cell_text(value: RichText | str | None, plain_text: PlainText) -> str:
    return plain_text(value.source) if isinstance(value, RichText) else str(value or "")
