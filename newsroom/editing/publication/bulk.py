"""Bulk publication: publishes what the gate allows, and names what it refuses."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import PublishBulkAction
from wagtail.models import Page

from newsroom.editing.publication.refusals import publication_url
from newsroom.publishing.gate import PublicationRefusedError, log_refusal, objections_to_page

MOST_NAMED = 10


class PublishAllowedAction(PublishBulkAction):
    """Publishes the chosen pages, except those that the gate refuses, which it names."""

    template_name = "newsroom/admin/bulk_publish.html"

    def __init__(self, request, model):
        super().__init__(request, model)
        self.refused: list[PublicationRefusedError] = []

    def object_context(self, obj: Page) -> dict[str, Any]:
        """Add what the gate objects to."""
        return {**super().object_context(obj), "objections": objections_to_page(obj)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add `refused`, the chosen pages that will not be published."""
        context = super().get_context_data(**kwargs)
        context["refused"] = [item for item in context["items"] if item["objections"]]
        return context

    def get_execution_context(self) -> dict[str, Any]:
        """Add the list that receives the refusals."""
        return {**super().get_execution_context(), "refused": self.refused}

    @classmethod
    def execute_action(
        cls, objects, include_descendants=False, user=None, refused=None, **kwargs
    ) -> tuple[int, int]:
        """Publish page by page; a page that is refused does not stop the others."""
        numbers = [0, 0]
        for page in objects:
            candidates = [(0, page)]
            if include_descendants:
                candidates += [(1, child) for child in _drafts_below(page, user=user)]
            for kind, candidate in candidates:
                try:
                    with transaction.atomic():
                        super().execute_action([candidate], user=user)
                except PublicationRefusedError as refusal:
                    if refused is not None:
                        refused.append(refusal)
                else:
                    numbers[kind] += 1
        return numbers[0], numbers[1]

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str | None:
        """Return the number of published pages; add a message for each refused one."""
        for refusal in self.refused:
            log_refusal(refusal, user=self.request.user)
        for refusal in self.refused[:MOST_NAMED]:
            title = refusal.page.get_admin_display_title()
            button = messages.button(publication_url(refusal.page), _("Decide"))
            text = _("“%(title)s” is not published.") % {"title": title}
            messages.error(self.request, f"{text} {refusal}", buttons=[button])
        if (more := len(self.refused) - MOST_NAMED) > 0:
            text = ngettext(
                "%(count)d more page is not published.",
                "%(count)d more pages are not published.",
                more,
            )
            messages.error(self.request, text % {"count": more})
        if not num_parent_objects and not num_child_objects:
            return None
        message: str = super().get_success_message(num_parent_objects, num_child_objects)
        return message


def _drafts_below(page: Page, *, user: Any) -> Iterator[Page]:
    """Yield the unpublished pages below a page that the user may publish, as Wagtail does."""
    for draft in page.get_descendants().not_live().specific().iterator():
        if user is None or draft.permissions_for_user(user).can_publish():
            yield draft
