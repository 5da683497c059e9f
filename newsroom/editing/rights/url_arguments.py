"""The rows that the arguments of an admin URL name.

An argument without a rule is unknown. `office_access` refuses it, so a new view is closed until its
arguments are registered.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import HttpRequest
from django.urls import ResolverMatch
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import (
    Collection,
    Page,
    Revision,
    Site,
    Task,
    TaskState,
    UploadedFile,
    Workflow,
    WorkflowState,
)
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    Translation,
    TranslationSource,
)

from newsroom.editing.rights.page_access import PAGE_ID_ARGUMENTS

_MODELS: dict[str, type[Model]] = {
    **dict.fromkeys(PAGE_ID_ARGUMENTS, Page),
    **dict.fromkeys(("revision_id", "revision_id_a", "revision_id_b"), Revision),
    "task_id": Task,
    "task_state_id": TaskState,
    "workflow_state_id": WorkflowState,
    "workflow_pk": Workflow,
    "collection_id": Collection,
    "uploaded_file_id": UploadedFile,
    "redirect_id": Redirect,
    "translation_id": Translation,
    "translation_source_id": TranslationSource,
    "string_segment_id": StringSegment,
    "overridable_segment_id": OverridableSegment,
}
# The model of `pk` in views that do not name their model.
_MODELS_OF_VIEWS: dict[str, type[Model]] = {
    "wagtailadmin_api:pages": Page,
    "wagtailadmin_pages": Page,
    "wagtailadmin_collections": Collection,
    "wagtailadmin_workflows:enable": Workflow,
    "wagtailadmin_workflows:disable": Workflow,
    "wagtailadmin_workflows:edit": Workflow,
    "wagtailadmin_workflows:usage": Workflow,
    "wagtailadmin_workflows": Task,
    "wagtailusers_groups": Group,
    "wagtailsettings": Site,
}
# Arguments that name no row: Wagtail limits editing sessions to those of the user itself.
_NO_ROW = {
    *("action", "action_name", "app_label", "app_name", "content_type_app_name"),
    *("content_type_model_name", "filter_spec", "mode", "model_name", "session_id"),
    *("token", "uidb64"),
}


def register_argument(name: str, model: type[Model] | None) -> None:
    """Register the model whose id an argument of admin URLs holds, None if it holds no id."""
    if model is None:
        _NO_ROW.add(name)
    else:
        _MODELS[name] = model


class UnknownArgumentError(LookupError):
    """An argument without a rule; the message names it."""


def named_rows(request: HttpRequest, match: ResolverMatch) -> Iterator[Model]:
    """Yield the existing rows that the path and the query of an admin URL name.

    Raises `UnknownArgumentError`. Ids without a row are left to the view.
    """
    for name, value in match.kwargs.items():
        if name not in _NO_ROW:
            yield from _existing(_model(name, match), [value])
    if match.view_name.endswith("chosen_multiple"):
        yield from _existing(_chosen_model(match), request.GET.getlist("id"))


def _model(name: str, match: ResolverMatch) -> type[Model]:
    if name in _MODELS:
        return _MODELS[name]
    if name == "image_id":
        return get_image_model()
    if name in ("document_id", "doc_id"):
        return get_document_model()
    if name in ("pk", "object_id"):
        return _model_of_view(match)
    raise UnknownArgumentError(f"{match.route}: {name}")


def _model_of_view(match: ResolverMatch) -> type[Model]:
    """Return the model of a view whose argument is only called a primary key."""
    if match.view_name.startswith("wagtailusers_users"):
        return get_user_model()
    for beginning, model in _MODELS_OF_VIEWS.items():
        if match.view_name.startswith(beginning):
            return model
    given: Mapping[str, Any] = match.kwargs
    if "model_name" in given:
        label = given.get("app_label") or given.get("app_name")
        try:
            return apps.get_model(str(label), given["model_name"])
        except LookupError as error:
            raise UnknownArgumentError(match.route) from error
    return _chosen_model(match)


def _chosen_model(match: ResolverMatch) -> type[Model]:
    if match.view_name.startswith("wagtailadmin_choose_page"):
        return Page
    view = match.func
    initial = getattr(view, "view_initkwargs", {}) or getattr(view, "initkwargs", {})
    view_class = getattr(view, "view_class", None) or getattr(view, "cls", None)
    model = initial.get("model") or getattr(view_class, "model", None)
    if match.view_name.startswith("wagtailimages"):
        return get_image_model()
    if match.view_name.startswith("wagtaildocs"):
        return get_document_model()
    if model is None:
        raise UnknownArgumentError(match.route)
    return model


def _existing(model: type[Model], keys: list[Any]) -> Iterator[Model]:
    for key in keys:
        try:
            # One query for each key: one that exceeds the database's integers matches no row here,
            # but raises an error within `pk__in`.
            row = model._base_manager.filter(pk=key).first()
        except (ValueError, TypeError, OverflowError, ValidationError):
            continue
        if row is not None:
            yield row
