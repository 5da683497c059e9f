"""Permission checks for translation with Wagtail Localize.

Starting or updating a translation requires the permission to change the page or term, publishing
requires the permission to publish. Wagtail Localize itself only checks the permission to submit
translations, which applies to all offices.
"""

from django import forms
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail_localize.models import TranslationSource
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import (
    SubmitPageTranslationView,
    SubmitSnippetTranslationView,
)

from newsroom.editing.rights.instance_permissions import InstancePermissionMixin
from newsroom.editing.rights.visible_rows import visible_rows


def _has_permission(user, action: str, instance: Model) -> bool:
    policy = policy_registry.get_by_type(type(instance))
    return policy.user_has_permission_for_instance(user, action, instance)


def may_add_translations(parent: Page, user: AbstractBaseUser) -> bool:
    """Return whether the user may add translations below a page: who adds or changes pages there.

    Translators change pages without adding others.
    """
    policy = policy_registry.get_by_type(Page)
    may: bool = policy.user_has_any_permission_for_instance(user, ["add", "change"], parent)
    return may


class CheckedSubmitPageTranslationView(InstancePermissionMixin, SubmitPageTranslationView):
    """Starts the translation of a page that the user may change."""


class CheckedSubmitSnippetTranslationView(InstancePermissionMixin, SubmitSnippetTranslationView):
    """Starts the translation of a term that the user may change."""


class AccessibleSnippetsViewSet(SnippetViewSet):
    """Terms that the user may see. Wagtail Localize lists those of all offices."""

    def get_queryset(self) -> QuerySet:
        """Return the terms of the user's offices."""
        return visible_rows(self.request.user, super().get_queryset())


def require_change_permission(user, source: TranslationSource) -> None:
    """Raise PermissionDenied unless the user may change the source and all its translations."""
    for instance in (source.get_source_instance(), *_targets(source)):
        if not _has_permission(user, "change", instance):
            raise PermissionDenied


def may_publish(user, source: TranslationSource) -> bool:
    """Return whether the user may publish every translation of the source."""
    return all(_has_permission(user, "publish", target) for target in _targets(source))


def disable_publishing(form: forms.Form) -> forms.Form:
    """Return the form with publishing hidden and off, whatever is submitted."""
    field = form.fields["publish_translations"]
    field.disabled, field.initial, field.widget = True, False, forms.HiddenInput()
    return form


def _targets(source: TranslationSource) -> list[Model]:
    return [
        translation.get_target_instance()
        for translation in source.translations.filter(enabled=True)
    ]
