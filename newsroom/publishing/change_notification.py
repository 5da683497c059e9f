"""The signal `pages_changed`, sent when statements may have changed.

It is sent in the transaction of the change, with `page_ids: list[int]` and `reason`. Receivers only
write rows. What became of a page is read after the commit, never from the signal.
`QuerySet.update()` sends no signal, so code that uses it calls `notify_pages_changed`.
"""

from collections.abc import Iterable

from django.db import models
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import Signal, receiver
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site
from wagtail.signals import post_page_move

from newsroom.models import (
    ArticlePage,
    ArticleTopic,
    Category,
    Embargo,
    NewsroomDocument,
    NewsroomImage,
    Topic,
    TranslationOrigin,
)
from newsroom.publishing.signals import statements_created
from newsroom.publishing.state_receivers import DRAFT_FIELDS

pages_changed = Signal()


def notify_pages_changed(page_ids: Iterable[int], *, reason: str) -> None:
    """Send `pages_changed` for these pages. Receivers process them after the commit."""
    numbers = sorted(set(page_ids))
    if numbers:
        pages_changed.send(sender=ArticlePage, page_ids=numbers, reason=reason)


def notify_statements_changed(statements: models.QuerySet, *, reason: str) -> None:
    """Send `pages_changed` for the statements of a query."""
    notify_pages_changed(statements.values_list("pk", flat=True).order_by(), reason=reason)


def notify_subtree_changed(path: str, *, reason: str) -> None:
    """Send `pages_changed` for the statements at and below a tree path, and for copies of them."""
    statements = ArticlePage.objects.filter(
        models.Q(path__startswith=path) | models.Q(alias_of__path__startswith=path)
    )
    notify_statements_changed(statements, reason=reason)


def _is_statement(page: Page) -> bool:
    model = page.specific_class
    return model is not None and issubclass(model, ArticlePage)


@receiver(post_save)
def page_saved(sender: type, instance: models.Model, update_fields=None, **kwargs) -> None:
    """Notify of a saved statement, also when saved as a `Page`, as expiry and moves do.

    A saved draft changes nothing that is public.
    """
    if update_fields and set(update_fields) <= DRAFT_FIELDS:
        return
    if issubclass(sender, Page) and _is_statement(instance):
        notify_pages_changed([instance.pk], reason="saved")


@receiver(pre_delete)
def page_being_deleted(sender: type, instance: models.Model, **kwargs) -> None:
    """Notify of statements that link to a page, while the references still exist."""
    if sender is Page:
        _notify_referencing_statements(instance, reason="linked page deleted")


@receiver(post_delete)
def page_deleted(sender: type, instance: models.Model, **kwargs) -> None:
    """Notify of a deleted statement. What happens to its copies is decided elsewhere."""
    if issubclass(sender, ArticlePage):
        notify_pages_changed([instance.pk], reason="deleted")


@receiver(post_page_move)
def section_moved(instance: Page, **kwargs) -> None:
    """Notify of a moved section, which may now be restricted or belong to another site."""
    notify_subtree_changed(instance.path, reason="moved")


@receiver(pre_save)
def section_renamed(sender: type, instance: models.Model, update_fields=None, **kwargs) -> None:
    """Notify of new addresses below a section. Wagtail's own signal is sent after the commit."""
    if not issubclass(sender, Page) or instance.pk is None or _is_statement(instance):
        return
    if update_fields is not None and "slug" not in update_fields:
        return
    before = Page.objects.filter(pk=instance.pk).values_list("url_path", "path").first()
    if before and before[0] != instance.url_path:
        notify_subtree_changed(before[1], reason="address changed")


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def restriction_changed(instance: PageViewRestriction, **kwargs) -> None:
    """Notify of a section that became private or public, for which Wagtail has no other signal."""
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:
        notify_subtree_changed(path, reason="restriction changed")


@receiver(post_save, sender=Embargo)
@receiver(post_delete, sender=Embargo)
def embargo_changed(instance: Embargo, **kwargs) -> None:
    """Notify of a statement whose embargo was set, moved or lifted."""
    notify_statements_changed(
        ArticlePage.objects.filter(pk=instance.page_id), reason="embargo changed"
    )


@receiver(post_save, sender=TranslationOrigin)
def origin_changed(instance: TranslationOrigin, **kwargs) -> None:
    """Notify of both languages of a statement, when what they agree on has changed."""
    ids = [instance.page_id, instance.source_id]
    notify_statements_changed(ArticlePage.objects.filter(pk__in=ids), reason="languages compared")


@receiver(post_save, sender=Category)
@receiver(pre_delete, sender=Category)
def category_changed(instance: Category, **kwargs) -> None:
    """Notify of a category's new name or slug, or of its deletion while it still has statements."""
    notify_statements_changed(
        ArticlePage.objects.filter(categories=instance), reason="category changed"
    )


@receiver(post_save, sender=Topic)
@receiver(pre_delete, sender=Topic)
def topic_changed(instance: Topic, **kwargs) -> None:
    """Notify of a topic's new name or slug, or of its deletion while it still has statements."""
    statements = ArticlePage.objects.filter(article_topics__topic=instance)
    notify_statements_changed(statements, reason="topic changed")


@receiver(post_save, sender=ArticleTopic)
@receiver(post_delete, sender=ArticleTopic)
def topic_row_changed(instance: ArticleTopic, **kwargs) -> None:
    """Notify of a topic that was added to a statement or removed from it.

    `page_saved` has notified of a page that is saved with its topics.
    """
    if ArticleTopic.page.is_cached(instance) and instance.page.is_being_saved:
        return
    notify_pages_changed([instance.page_id], reason="topics changed")


@receiver(m2m_changed, sender=ArticlePage.categories.through)
def categories_changed(instance: models.Model, action: str, pk_set, **kwargs) -> None:
    """Notify of categories that were added or removed, from either side of the relation."""
    if isinstance(instance, ArticlePage):
        is_change = action in ("post_add", "post_remove", "post_clear")
        if is_change and not instance.is_being_saved:
            notify_pages_changed([instance.pk], reason="categories changed")
    elif action == "pre_clear":
        notify_statements_changed(
            ArticlePage.objects.filter(categories=instance), reason="category cleared"
        )
    elif action in ("post_add", "post_remove"):
        notify_pages_changed(pk_set, reason="categories changed")


@receiver(post_save, sender=NewsroomDocument)
def document_changed(instance: NewsroomDocument, created: bool, **kwargs) -> None:
    """Notify of a changed document, whose title is shown and searched with its statements."""
    if not created:
        _notify_referencing_statements(instance, reason="document changed")


@receiver(post_save, sender=NewsroomImage)
def image_changed(instance: NewsroomImage, created: bool, **kwargs) -> None:
    """Notify of a picture with another file or credit, which its statements show."""
    if not created:
        _notify_referencing_statements(instance, reason="picture changed")


@receiver(pre_delete, sender=NewsroomDocument)
@receiver(pre_delete, sender=NewsroomImage)
def media_deleted(instance: models.Model, **kwargs) -> None:
    """Notify of a deleted picture or document, while the references still exist."""
    _notify_referencing_statements(instance, reason="media deleted")


@receiver(post_save, sender=Site)
@receiver(post_delete, sender=Site)
def site_changed(**kwargs) -> None:
    """Notify of a changed site: any statement may belong to another office now."""
    notify_statements_changed(ArticlePage.objects.all(), reason="site changed")


@receiver(statements_created)
def statements_imported(page_ids: list[int], **kwargs) -> None:
    """Notify of statements written in bulk, which send no `post_save`."""
    notify_pages_changed(page_ids, reason="imported")


def _notify_referencing_statements(instance: models.Model, *, reason: str) -> None:
    """Send `pages_changed` for the statements that refer to `instance`."""
    users = ReferenceIndex.get_references_to(instance).values_list("object_id", flat=True)
    numbers = {int(number) for number in users if str(number).isdecimal()}
    notify_statements_changed(ArticlePage.objects.filter(pk__in=numbers), reason=reason)
