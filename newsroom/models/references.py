"""One update of Wagtail's reference index for each saved statement.

Wagtail updates the index once for the page and once more for each topic, and reads the page again
each time. It also does so for drafts, whose references it does not record.
"""

from collections.abc import Callable, Iterable
from functools import cache

from django.db.models import Field
from modelcluster.models import get_all_child_relations
from wagtail.models import COMMENTS_RELATION_NAME, Page, ReferenceIndex


def save_with_references(
    page: Page, save: Callable[[], None], *, update_fields: Iterable[str] | None
) -> None:
    """Call `save`, which writes `page`, and update its references once afterwards.

    Call this in a transaction. `update_fields` names what `save` writes, None for everything.
    """
    # This module of Wagtail can be imported only when all models are loaded.
    from wagtail.signal_handlers import (
        disable_reference_index_auto_update,
        reference_index_auto_update_disabled,
    )

    if getattr(reference_index_auto_update_disabled, "value", False):
        save()
        return
    is_changed = update_fields is None or _may_change_references(page, set(update_fields))
    with disable_reference_index_auto_update():
        save()
    if update_fields is None:
        ReferenceIndex.create_or_update_for_object(page)
    elif is_changed:
        # Other fields of the object may differ from the database.
        ReferenceIndex.create_or_update_for_object(type(page)._default_manager.get(pk=page.pk))


def _may_change_references(page: Page, names: set[str]) -> bool:
    if names & _referring_fields(type(page)):
        return True
    return COMMENTS_RELATION_NAME in names and bool(getattr(page, COMMENTS_RELATION_NAME).all())


@cache
def _referring_fields(model: type[Page]) -> frozenset[str]:
    """Return the fields and child relations that may refer to other objects, without comments."""
    fields = {
        field.name
        for field in model._meta.get_fields()
        if hasattr(field, "extract_references") or (field.many_to_one and not _is_ignored(field))
    }
    relations = {relation.get_accessor_name() for relation in get_all_child_relations(model)}
    return frozenset(fields | relations) - {COMMENTS_RELATION_NAME}


def _is_ignored(field: Field) -> bool:
    """Return whether Wagtail records no reference from this field."""
    return any(
        getattr(each, "wagtail_reference_index_ignore", False)
        for each in (field, field.related_model)
    )
