"""Signal receivers that write saved statements to Wagtail's search index.

Wagtail reads a saved page twice before it indexes it, also when only a draft was saved, whose text
is not indexed.
"""

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.search import index
from wagtail.search.backends import get_search_backends

from newsroom.models import ArticlePage

INDEXED_FIELDS = {
    field.field_name
    for field in ArticlePage.search_fields
    if isinstance(field, index.SearchField | index.AutocompleteField)
}


@receiver(post_save)
def index_saved_statement(
    sender: type, instance: ArticlePage, update_fields=None, raw=False, **kwargs: object
) -> None:
    """Index a statement whose indexed fields were saved."""
    if raw or not issubclass(sender, ArticlePage):
        return
    if update_fields is not None:
        if not INDEXED_FIELDS & set(update_fields):
            return
        # Other fields of the object may differ from the database.
        instance = sender._default_manager.get(pk=instance.pk)
    for backend in get_search_backends(with_auto_update=True):
        backend.add(instance)


@receiver(post_delete)
def remove_deleted_statement(sender: type, instance: ArticlePage, **kwargs: object) -> None:
    """Remove a deleted statement from the index."""
    if issubclass(sender, ArticlePage):
        index.remove_object(instance)
