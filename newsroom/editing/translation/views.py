"""Admin view that starts a page's translation or records that both languages are equal."""

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

from newsroom.languages.configured import other_language
from newsroom.translation.origins import mark_as_equal, translation_state


@require_http_methods(["GET", "POST"])
def translation(request: HttpRequest, page_id: int) -> HttpResponse:
    """Show the state of both languages. On POST, start the other one or mark both as equal."""
    page = get_object_or_404(Page.objects.select_related("locale"), pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    state = translation_state(page)
    if request.method == "POST":
        action = request.POST.get("action")
        if action == "start" and state is None:
            return _start_translation(request, page)
        if action == "equal" and state is not None:
            mark_as_equal(page, source=state.other)
            messages.success(request, _("Recorded: both languages say the same."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    context = {
        "page": page,
        "state": state,
        "other_locale": _other_locale(page),
        "by_segments_url": _by_segments_url(request, page) if state is None else "",
    }
    return render(request, "newsroom/admin/translation.html", context)


def _other_locale(page: Page) -> Locale:
    return Locale.objects.get(language_code=other_language(page.locale.language_code))


def _by_segments_url(request: HttpRequest, page: Page) -> str:
    """Return the URL at which Wagtail Localize starts a translation, "" without permission."""
    if not request.user.has_perm("wagtail_localize.submit_translation"):
        return ""
    return reverse("wagtail_localize:submit_page_translation", args=[page.pk])


def _start_translation(request: HttpRequest, page: Page) -> HttpResponse:
    """Copy the page as a draft into the other language and open it in the page editor."""
    locale = _other_locale(page)
    parent = page.get_parent().get_translation_or_none(locale)
    if parent is None:
        messages.error(request, _("Translate the page above this one first."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    if not parent.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    alias = page.get_translation_or_none(locale)
    if alias is not None:
        return redirect("wagtailadmin_pages:edit", alias.pk)
    action = CopyPageForTranslationAction(page.specific, locale, user=request.user)
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
