"""Incomplete translations in Wagtail Localize's views.

Wagtail Localize fills untranslated segments with the source text. Publishing would put English text
at a Welsh address, which the gate (`newsroom.publishing.gate`) refuses.
"""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.views.update_translations import UpdateTranslationsView

from newsroom.editing.translation.localize_permissions import (
    disable_publishing,
    may_publish,
    require_change_permission,
)
from newsroom.publishing.gate import enabled_translation, missing_segments


def ask_about_incomplete_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Save an incomplete translation as a draft and let an approver decide about it.

    Return None for other requests, so that Wagtail Localize handles them.
    """
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = enabled_translation(page)
    if translation is None or not missing_segments(translation):
        return None
    if not page.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    try:
        translation.save_target(user=request.user, publish=False)
    except ValidationError:
        return None  # Wagtail Localize names the segments at fault
    return redirect("newsroom_publication", page.pk)


def _refusal(missing: int) -> str:
    return ngettext(
        "Not published: %(count)d sentence is not translated yet.",
        "Not published: %(count)d sentences are not translated yet.",
        missing,
    ) % {"count": missing}


class CheckedUpdateTranslationsView(UpdateTranslationsView):
    """Updates translations that the user may change, and publishes only complete ones."""

    def get_object(self):
        """Return the translation source; raise PermissionDenied without permission to change it."""
        source = super().get_object()
        require_change_permission(self.request.user, source)
        return source

    def get_form(self):
        """Return the form, with publishing only for users who may publish."""
        form = super().get_form()
        return form if may_publish(self.request.user, self.object) else disable_publishing(form)

    def form_valid(self, form) -> HttpResponse:
        """Update the translations, and publish them only if every segment is translated."""
        if form.cleaned_data["publish_translations"]:
            self.object.update_from_db()
            missing = sum(
                missing_segments(translation)
                for translation in self.object.translations.filter(enabled=True)
            )
            if missing:
                form.cleaned_data["publish_translations"] = False
                messages.error(
                    self.request,
                    _refusal(missing) + " " + _("The new sentences wait for translation."),
                )
        return super().form_valid(form)
