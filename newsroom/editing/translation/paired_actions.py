"""Unpublishing and deleting of a page together with its page in the other language.

A hook names the translations for Wagtail's confirmation views, which then list them. The editor can
still choose one language only. Wagtail calls no such hook for bulk actions, so they are replaced.
"""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions import DeleteBulkAction, UnpublishBulkAction
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Page

from newsroom.editing.withdrawing import ONE_LANGUAGE_FIELD, store_reason
from newsroom.publishing.pair_acts import withdraw_pair
from newsroom.translation.paired_actions import translations_of, with_translations


def translations_to_cascade(pages: list[Page], action: str) -> dict[Page, list[Page]]:
    """Return, for each page, the translations to unpublish or delete with it. A Wagtail hook."""
    if action not in ("unpublish", "delete"):
        return {}
    return {page: translations_of(page, live_only=action == "unpublish") for page in pages}


def unpublish_together(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Unpublish both languages in one transaction, or only this page if the editor chose so.

    Wagtail has checked the permission. It would unpublish one page after the other.
    """
    if request.method != "POST":
        return None
    if not request.POST.get(ONE_LANGUAGE_FIELD):
        descendants = bool(request.POST.get("include_descendants"))
        pages = with_translations([page], live_only=True)
        with transaction.atomic():
            withdraw_pair(pages, user=request.user, descendants=descendants)
            store_reason(request, page)
        messages.success(
            request,
            _("“%(title)s” is unpublished in both languages.")
            % {"title": page.get_admin_display_title()}
            if len(pages) > 1
            else _("“%(title)s” is unpublished.") % {"title": page.get_admin_display_title()},
        )
        return redirect(
            get_valid_next_url_from_request(request)
            or reverse("wagtailadmin_explore", args=[page.get_parent().pk])
        )
    UnpublishPageAction(page, user=request.user).execute(skip_permission_checks=True)
    store_reason(request, page)
    messages.success(
        request,
        _("“%(title)s” is unpublished. The other language stays public.")
        % {"title": page.get_admin_display_title()},
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


def delete_one_language(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Delete only this page if the editor chose so. Wagtail has checked the permission."""
    if request.method != "POST" or not request.POST.get(ONE_LANGUAGE_FIELD) or page.numchild:
        return None
    parent = page.get_parent()
    title = page.get_admin_display_title()
    DeletePageAction(page, user=request.user).execute(skip_permission_checks=True)
    messages.success(
        request, _("“%(title)s” is deleted. The other language stays.") % {"title": title}
    )
    return redirect("wagtailadmin_explore", parent.pk)


class BothLanguagesMixin:
    """Lists, in a bulk action's confirmation, the pages of the other language that it includes."""

    live_only = False

    def get_context_data(self, **kwargs) -> dict:
        """Add `pages_along`, the pages of the other language."""
        context = super().get_context_data(**kwargs)
        chosen = [item["item"] for item in context["items"]]
        context["pages_along"] = with_translations(chosen, live_only=self.live_only)[len(chosen) :]
        return context


class UnpublishBothAction(BothLanguagesMixin, UnpublishBulkAction):
    """Unpublishes pages in both languages."""

    live_only = True
    template_name = "newsroom/admin/bulk_unpublish.html"

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Unpublish the pages and their translations in one transaction."""
        with transaction.atomic():
            return super().execute_action(with_translations(objects, live_only=True), **kwargs)


class DeleteBothAction(BothLanguagesMixin, DeleteBulkAction):
    """Deletes pages in both languages."""

    template_name = "newsroom/admin/bulk_delete.html"

    @classmethod
    def execute_action(cls, objects, **kwargs):
        """Delete the pages and their translations in one transaction."""
        with transaction.atomic():
            return super().execute_action(with_translations(objects, live_only=False), **kwargs)
