"""Refusal to publish a Wagtail Localize translation that is incomplete.

Wagtail Localize fills untranslated segments with the source text. Publishing would put English text
at a Welsh address.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.update_translations import UpdateTranslationsView

from newsroom.editing.translation.localize_permissions import (
    disable_publishing,
    may_publish,
    require_change_permission,
)


def count_untranslated_segments(translation: Translation) -> int:
    """Return the number of segments without a translation or with an invalid one."""
    total, translated = translation.get_progress()
    return total - translated


def refuse_incomplete_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Redirect a request to publish an incomplete translation back to the form, with a message.

    Return None for other requests, so that Wagtail handles them.
    """
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    missing = count_untranslated_segments(translation) if translation else 0
    if not missing:
        return None
    messages.error(request, _refusal(missing))
    return redirect("wagtailadmin_pages:edit", page.pk)


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
                count_untranslated_segments(translation)
                for translation in self.object.translations.filter(enabled=True)
            )
            if missing:
                form.cleaned_data["publish_translations"] = False
                messages.error(
                    self.request,
                    _refusal(missing) + " " + _("The new sentences wait for translation."),
                )
        return super().form_valid(form)
