"""Who may give what to Wagtail Localize? Whoever may change it; to publish takes that right too.

Wagtail Localize itself asks only for the right to submit translations, which has no office.
"""

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from wagtail.permissions import policy_registry
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)


def _may(user, action: str, instance: Model) -> bool:
    policy = policy_registry.get_by_type(type(instance))
    return policy.user_has_permission_for_instance(user, action, instance)


def _own(user, instance: Model) -> Model:
    if not _may(user, "change", instance):
        raise PermissionDenied
    return instance


class OwnPageTranslationView(SubmitPageTranslationView):
    """Starts the translation of a page that the editor may change."""

    def get_object(self):
        """Return the page, or refuse."""
        return _own(self.request.user, super().get_object())


class OwnSnippetTranslationView(SubmitSnippetTranslationView):
    """Starts the translation of a term that the editor may change."""

    def get_object(self):
        """Return the term, or refuse."""
        return _own(self.request.user, super().get_object())


def refuse_others(user, source: TranslationSource) -> None:
    """Raise PermissionDenied where the user may not change all that the source would change."""
    for instance in (source.get_source_instance(), *_targets(source)):
        _own(user, instance)


def may_publish(user, source: TranslationSource) -> bool:
    """Return whether the user may publish every translation of the source."""
    return all(_may(user, "publish", target) for target in _targets(source))


def without_publishing(form: forms.Form) -> forms.Form:
    """Take the choice to publish away, whatever is sent."""
    field = form.fields["publish_translations"]
    field.disabled, field.initial, field.widget = True, False, forms.HiddenInput()
    return form


def _targets(source: TranslationSource) -> list[Model]:
    return [one.get_target_instance() for one in source.translations.filter(enabled=True)]
