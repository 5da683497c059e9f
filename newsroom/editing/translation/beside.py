"""The text of the other language beside the form, and as a page of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from wagtail.admin.panels import Panel
from wagtail.models import Page

from newsroom.editing.translation.changes import newest_text
from newsroom.translation.differences import ParagraphDifference
from newsroom.translation.locales import language_of
from newsroom.translation.pair_state import SideState, pair_state


@dataclass(frozen=True, kw_only=True)
class TextBeside:
    """The newest text of the other language, with its changes since this page was made from it.

    `part` of a paragraph is the name of a field or the id of a block. A full copy has the blocks of
    its source with their ids, which anchor each paragraph to the block of the form.
    """

    side: SideState
    paragraphs: Sequence[ParagraphDifference]


def text_beside(page: Page) -> TextBeside | None:
    """Return the text to show beside the form of `page`, None without the other language."""
    pair, language = pair_state(page), language_of(page)
    other = pair.other(language)
    if other.page is None:
        return None
    return TextBeside(side=other, paragraphs=newest_text(other.page, since=pair.side(language)))


class BesidePanel(Panel):
    """The text of the other language, in a column beside the form or folded above it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsroom/admin/beside_panel.html"

        @property
        def beside(self) -> TextBeside | None:
            """Return the text, read once."""
            if not hasattr(self, "_beside"):
                self._beside = text_beside(self.instance) if self.instance.pk else None
            return self._beside

        def is_shown(self) -> bool:
            """Return whether there is a page in the other language."""
            return self.beside is not None

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the text and the page."""
            context = super().get_context_data(parent_context)
            return {**context, "beside": self.beside, "page": self.instance}


def other_language_text(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the text of the other language of a page that the user may edit."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    context = {"page": page, "beside": text_beside(page)}
    return render(request, "newsroom/admin/beside.html", context)
