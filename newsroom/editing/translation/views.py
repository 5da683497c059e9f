"""Admin view of both languages of a page: their state, changes and acts on both."""

from datetime import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.actions.copy_for_translation import (
    CopyPageForTranslationAction,
    ParentNotTranslatedError,
)
from wagtail.admin import messages
from wagtail.models import Locale, Page

from newsroom.editing.translation.acts import act, acts_on
from newsroom.editing.translation.changes import changed_sides
from newsroom.editing.translation.equality import record_equality
from newsroom.editing.translation.localize_permissions import may_add_translations
from newsroom.languages.configured import other_language
from newsroom.translation.locales import language_of
from newsroom.translation.pair_state import pair_state


@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the state of both languages. On POST, start the other one or mark both as equal."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    pair, language = pair_state(page), language_of(page)
    other = pair.other(language)
    if request.method == "POST":
        action = request.POST.get("action", "")
        if action in ("start", "start-draft") and other.page is None:
            return _start_translation(request, page, from_draft=action == "start-draft")
        if action == "equal" and other.page is not None:
            record_equality(request, page, other=other.page)
        elif act(request, page, pair):
            return redirect("newsroom_translation", page.pk)
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "page": page,
        "pair": pair,
        "own": pair.side(language),
        "other": other,
        "changed_sides": changed_sides(pair),
        "office_zone": settings.TIME_ZONE,
        "acts": acts_on(page, pair, request.user),
        "newer_draft_at": _newer_draft_at(page),
        "by_segments_url": "" if other.page else _by_segments_url(request, page),
    }
    return render(request, "newsroom/admin/translation.html", context)


def _newer_draft_at(page: Page) -> datetime | None:
    """Return the time of a public page's newer draft, None where there is none."""
    if not page.live or not page.has_unpublished_changes:
        return None
    return page.latest_revision_created_at


def _other_locale(page: Page) -> Locale:
    return Locale.objects.get(language_code=other_language(page.locale.language_code))


def _by_segments_url(request: HttpRequest, page: Page) -> str:
    """Return the URL at which Wagtail Localize starts a translation, "" without permission."""
    if not request.user.has_perm("wagtail_localize.submit_translation"):
        return ""
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


def _start_translation(request: HttpRequest, page: Page, *, from_draft: bool) -> HttpResponse:
    """Copy the page as a draft into the other language and open it in the page editor.

    A live page is copied as it is public, or with `from_draft` as its newest draft.
    """
    locale = _other_locale(page)
    parent = page.get_parent().get_translation_or_none(locale)
    if parent is None:
        messages.error(request, _("Translate the page above this one first."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if not may_add_translations(parent, request.user):
        raise PermissionDenied
    alias = page.get_translation_or_none(locale)
    if alias is not None:
        return redirect("wagtailadmin_pages:edit", alias.pk)
    source = page.specific
    if from_draft:
        # Wagtail copies the newest draft of a page that is not live. This object is not saved.
        source.live = False
    action = CopyPageForTranslationAction(source, locale, user=request.user)
    try:
        copy = action.execute(skip_permission_checks=True)
    except ParentNotTranslatedError:
        messages.error(request, _("Translate the page above this one first."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    Page.objects.filter(pk=copy.pk).update(owner=request.user)
    messages.success(
        request,
        _("This is a draft with the words of the other language. Write over them."),
    )
    return redirect("wagtailadmin_pages:edit", copy.pk)
