"""What happens to the other language when a page is unpublished or deleted? The same.

Wagtail's own pages ask and say so once they are told which pages go along; the editor can still
choose one language alone. The bulk actions are not asked by Wagtail, so they are replaced.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, UnpublishBulkAction
from wagtail.models import Page

from newsroom.translation.paired_actions import translations_of, with_translations

ONE_LANGUAGE = "only_this_language"


def pages_that_go_along(pages: list[Page], action: str) -> dict[Page, list[Page]]:
    """Answer Wagtail's question which translations an action takes along."""
    if action not in ("unpublish", "delete"):
        return {}
    return {page: translations_of(page, live_only=action == "unpublish") for page in pages}


def unpublish_one_language(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Unpublish this page alone, if the editor chose so; Wagtail has checked the right to."""
    if request.method != "POST" or not request.POST.get(ONE_LANGUAGE):
        return None
    UnpublishPageAction(page, user=request.user).execute(skip_permission_checks=True)
    messages.success(
        request,
        _("“%(title)s” is unpublished. The other language stays public.")
        % {"title": page.get_admin_display_title()},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def delete_one_language(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Delete this page alone, if the editor chose so; Wagtail has checked the right to."""
    if request.method != "POST" or not request.POST.get(ONE_LANGUAGE) or page.numchild:
        return None
    parent = page.get_parent()
    title = page.get_admin_display_title()
    DeletePageAction(page, user=request.user).execute(skip_permission_checks=True)
    messages.success(
        request, _("“%(title)s” is deleted. The other language stays.") % {"title": title}
    )
    return redirect("wagtailadmin_explore", parent.pk)


class BothLanguages:
    """A bulk action that takes the other language of each page along, and says so."""

    live_only = False

    def get_context_data(self, **kwargs) -> dict:
        """Add the pages that go along."""
        context = super().get_context_data(**kwargs)
        chosen = [item["item"] for item in context["items"]]
        context["pages_along"] = with_translations(chosen, live_only=self.live_only)[len(chosen) :]
        return context


class UnpublishBothAction(BothLanguages, UnpublishBulkAction):
    """Unpublish pages in both languages."""

    live_only = True
    template_name = "newsroom/admin/bulk_unpublish.html"

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Unpublish the pages and their other languages."""
        return super().execute_action(with_translations(objects, live_only=True), **kwargs)


class DeleteBothAction(BothLanguages, DeleteBulkAction):
    """Delete pages in both languages."""

    template_name = "newsroom/admin/bulk_delete.html"

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Delete the pages and their other languages."""
        return super().execute_action(with_translations(objects, live_only=False), **kwargs)
