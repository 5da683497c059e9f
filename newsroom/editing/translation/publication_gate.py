"""May a translation made sentence by sentence be published? Only when nothing is missing.

Wagtail Localize fills what is missing with the words of the source, so that publishing would put
English under a Welsh address.
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
    may_publish,
    refuse_others,
    without_publishing,
)


def missing_sentences(translation: Translation) -> int:
    """Return how many sentences are not translated, or wrongly."""
    total, translated = translation.get_progress()
    return total - translated


def refuse_unfinished(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Answer a wish to publish an unfinished translation with what is missing."""
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    missing = missing_sentences(translation) if translation else 0
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


class GatedUpdateView(UpdateTranslationsView):
    """Brings own translations up to date, but publishes none with a sentence missing."""

    def get_object(self):
        """Return the source, or refuse."""
        source = super().get_object()
        refuse_others(self.request.user, source)
        return source

    def get_form(self):
        """Offer to publish only to those who may."""
        form = super().get_form()
        return form if may_publish(self.request.user, self.object) else without_publishing(form)

    def form_valid(self, form) -> HttpResponse:
        """Take the new sentences in, and publish only where all are translated."""
        if form.cleaned_data["publish_translations"]:
            self.object.update_from_db()
            missing = sum(
                missing_sentences(translation)
                for translation in self.object.translations.filter(enabled=True)
            )
            if missing:
                form.cleaned_data["publish_translations"] = False
                messages.error(
                    self.request,
                    _refusal(missing) + " " + _("The new sentences wait for translation."),
                )
        return super().form_valid(form)
