"""Refusal of forms that name a row of another office.

Choosers offer the rows of the editor's offices. Their fields, however, accept any id, and the form
then shows the title of the row.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.forms.widgets import ChoiceWidget
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.models import Collection, CollectionMember

from newsroom.editing.rights.visible_rows import has_rule, visible_rows

Row = tuple[type[Model], str]


def refuse_foreign_rows() -> None:
    """Check every form of the admin for a model: of pages, terms, settings and their parts."""
    WagtailAdminModelForm.full_clean = _checked(WagtailAdminModelForm.full_clean)


def _checked(full_clean: Callable[[ModelForm], None]) -> Callable[[ModelForm], None]:
    def checked(form: ModelForm) -> None:
        full_clean(form)
        user = getattr(form, "for_user", None)
        if form.is_bound and user is not None and not user.is_superuser:
            _check(form, user)

    return checked


def _check(form: ModelForm, user: Any) -> None:
    """Raise PermissionDenied for a row that the user may not see and that was not there before."""
    given = {row for name in form.fields for row in _named(form, name, _value(form, name))}
    known = {row for name in form.fields for row in _named(form, name, form.initial.get(name))}
    keys: dict[type[Model], set[str]] = defaultdict(set)
    for model, key in given - known:
        if has_rule(model):
            keys[model].add(key)
    for model, wanted in keys.items():
        try:
            rows = model._base_manager.filter(pk__in=wanted)
            if issubclass(model, CollectionMember):  # those of the root belong to no office
                rows = rows.exclude(collection=Collection.get_first_root_node())
            is_visible = visible_rows(user, rows).count() == rows.count()
        except (ValueError, OverflowError):  # not an id: the field has refused it
            continue
        if not is_visible:
            raise PermissionDenied


def _value(form: ModelForm, name: str) -> Any:
    """Return the value of a field. One that was refused counts where the form shows it again."""
    if name in form.cleaned_data:
        return form.cleaned_data[name]
    is_list = isinstance(form.fields[name].widget, ChoiceWidget)
    return None if is_list else form[name].data


def _named(form: ModelForm, name: str, value: Any) -> Iterator[Row]:
    """Yield the rows that the value of a field names: itself, or by references within a text."""
    if value in (None, ""):
        return
    if isinstance(value, Model):
        yield type(value), str(value.pk)
        return
    if isinstance(value, QuerySet | list | tuple) and all(isinstance(row, Model) for row in value):
        yield from ((type(row), str(row.pk)) for row in value)
        return
    try:
        field = form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return
    if field.is_relation and field.many_to_one:
        yield field.related_model, str(value)
    elif hasattr(field, "extract_references"):
        for model, key, _path, _content in field.extract_references(value):
            yield model, str(key)
