"""What an editor decides about a quotation after comparing it with the final Record.

The public statement is never changed here: a new wording goes into the draft.
"""

import copy
from html import escape
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from wagtail.models import Revision

from newsroom.blocks.quotation.block import FINAL
from newsroom.models import ArticlePage, DraftQuotation


class QuotationGoneError(ValueError):
    """The newest draft of the statement has no such quotation."""


def write_into_draft(
    quotation: DraftQuotation, *, words: str | None, user: AbstractBaseUser
) -> Revision:
    """Save a draft in which the quotation is final, with other words where they are given.

    Raises `QuotationGoneError`.
    """
    draft: ArticlePage = quotation.page.get_latest_revision_as_object()
    blocks: list[dict[str, Any]] = copy.deepcopy(draft.body.get_prep_value())
    for block in blocks:
        if block["type"] == "quotation" and str(block.get("id")) == quotation.block_id:
            block["value"]["record_version"] = FINAL
            if words is not None:
                block["value"]["words"] = _paragraphs(words)
            break
    else:
        raise QuotationGoneError(quotation.block_id)
    draft.body = ArticlePage._meta.get_field("body").stream_block.to_python(blocks)
    revision: Revision = draft.save_revision(user=user, log_action=True)
    return revision


def keep(quotation: DraftQuotation, *, user: AbstractBaseUser) -> None:
    """Record that the words were compared and stay as they are."""
    quotation.kept_at = timezone.now()
    quotation.kept_by = user
    quotation.save(update_fields=["kept_at", "kept_by"])


def _paragraphs(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines)
