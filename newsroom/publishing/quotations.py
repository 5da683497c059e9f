"""The list of quotations from a draft of the Record, kept up to date with public statements."""

from newsroom.blocks.quotation.block import DRAFT
from newsroom.models import ArticlePage, DraftQuotation
from newsroom.translation.paragraphs import plain_text


def record_draft_quotations(page: ArticlePage) -> None:
    """Write the rows of a saved statement's quotations. One query where it has none.

    The decision to keep the words stands while the words are the same.
    """
    wanted = {row.block_id: row for row in _draft_quotations(page)} if page.live else {}
    known = {row.block_id: row for row in DraftQuotation.objects.filter(page=page)}
    for block_id, row in known.items():
        if block_id not in wanted:
            row.delete()
    for block_id, row in wanted.items():
        before = known.get(block_id)
        if before is not None:
            row.pk = before.pk
            if before.words == row.words:
                row.kept_at, row.kept_by_id = before.kept_at, before.kept_by_id
        row.save()


def _draft_quotations(page: ArticlePage) -> list[DraftQuotation]:
    return [
        DraftQuotation(
            page=page,
            block_id=str(child.id),
            words=plain_text(child.value["words"].source).strip(),
            speaker=child.value.get("speaker") or "",
            said_on=child.value.get("said_on"),
            source=(child.value.get("source") or "")[:1000],
        )
        for child in page.body
        if child.block_type == "quotation"
        and child.id
        and child.value.get("record_version") == DRAFT
        and child.value.get("words")
    ]
