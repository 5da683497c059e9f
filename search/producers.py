"""Which change makes which statements' entries old? Receivers only write outbox rows.

Every row is written in the transaction of the change, so a change that is rolled back leaves none.
`QuerySet.update()` announces nothing: whoever uses it calls `note_pages`.
"""

from collections.abc import Iterable

from django.db import models, transaction
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Site
from wagtail.signals import page_slug_changed, post_page_move

from newsroom.importing.bulk import statements_created
from newsroom.models import ArticlePage, ArticleTopic, Category, NewsroomDocument, Topic
from search import consumer
from search.engines.chosen import engines
from search.models import OutboxEntry

BATCH = 1000


def note_pages(page_ids: Iterable[int], *, reason: str) -> None:
    """Have every engine look at these pages again, once the present transaction is committed."""
    numbers = sorted(set(page_ids))
    if not numbers:
        return
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(engine=name, page_id=number, reason=reason)
            for name in engines()
            for number in numbers
        ],
        batch_size=BATCH,
    )
    transaction.on_commit(consumer.after_commit, robust=True)


def note_statements(statements: models.QuerySet, *, reason: str) -> None:
    """Have every engine look at the statements of a query again."""
    note_pages(statements.values_list("pk", flat=True).order_by(), reason=reason)


def note_subtree(path: str, *, reason: str) -> None:
    """Note the statements at and below a place in the tree, and copies of them elsewhere."""
    statements = ArticlePage.objects.filter(
        models.Q(path__startswith=path) | models.Q(alias_of__path__startswith=path)
    )
    note_statements(statements, reason=reason)


def _is_statement(page: Page) -> bool:
    model = page.specific_class
    return model is not None and issubclass(model, ArticlePage)


@receiver(post_save)
def page_saved(sender: type, instance: models.Model, **kwargs) -> None:
    """Any save of a statement, also through the base class: expiry and moves save only that."""
    if issubclass(sender, Page) and _is_statement(instance):
        note_pages([instance.pk], reason="saved")


@receiver(post_delete)
def page_deleted(sender: type, instance: models.Model, **kwargs) -> None:
    """A page is gone; of its copies, the database and the editors decide."""
    if issubclass(sender, ArticlePage):
        note_pages([instance.pk], reason="deleted")


@receiver(post_page_move)
def section_moved(instance: Page, **kwargs) -> None:
    """A move may bring a whole section under a restriction or to another office's site."""
    note_subtree(instance.path, reason="moved")


@receiver(page_slug_changed)
def section_renamed(instance: Page, **kwargs) -> None:
    """New addresses below; entries hold none today, engines may hold them tomorrow."""
    note_subtree(instance.path, reason="address changed")


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def restriction_changed(instance: PageViewRestriction, **kwargs) -> None:
    """Wagtail announces nothing else when a section becomes private or public again."""
    path = Page.objects.filter(pk=instance.page_id).values_list("path", flat=True).first()
    if path:
        note_subtree(path, reason="restriction changed")


@receiver(post_save, sender=Category)
@receiver(pre_delete, sender=Category)
def category_changed(instance: Category, **kwargs) -> None:
    """A category's name or slug; before deletion, while its rows still tell the statements."""
    note_statements(ArticlePage.objects.filter(categories=instance), reason="category changed")


@receiver(post_save, sender=Topic)
@receiver(pre_delete, sender=Topic)
def topic_changed(instance: Topic, **kwargs) -> None:
    """A topic's name or slug; before deletion, while its rows still tell the statements."""
    statements = ArticlePage.objects.filter(article_topics__topic=instance)
    note_statements(statements, reason="topic changed")


@receiver(post_save, sender=ArticleTopic)
@receiver(post_delete, sender=ArticleTopic)
def topic_row_changed(instance: ArticleTopic, **kwargs) -> None:
    """A statement was given a topic or lost one."""
    note_pages([instance.page_id], reason="topics changed")


@receiver(m2m_changed, sender=ArticlePage.categories.through)
def categories_changed(instance: models.Model, action: str, pk_set, **kwargs) -> None:
    """A statement was given a category or lost one, asked from either side."""
    if isinstance(instance, ArticlePage):
        if action in ("post_add", "post_remove", "post_clear"):
            note_pages([instance.pk], reason="categories changed")
    elif action == "pre_clear":
        note_statements(ArticlePage.objects.filter(categories=instance), reason="category cleared")
    elif action in ("post_add", "post_remove"):
        note_pages(pk_set, reason="categories changed")


@receiver(post_save, sender=NewsroomDocument)
def document_renamed(instance: NewsroomDocument, created: bool, **kwargs) -> None:
    """Titles of documents are searched with the statements that offer them."""
    if created:
        return
    users = ReferenceIndex.get_references_to(instance).values_list("object_id", flat=True)
    numbers = {int(number) for number in users if str(number).isdecimal()}
    note_statements(ArticlePage.objects.filter(pk__in=numbers), reason="document changed")


@receiver(post_save, sender=Site)
@receiver(post_delete, sender=Site)
def site_changed(**kwargs) -> None:
    """Another root page: any statement may belong to another office now."""
    note_statements(ArticlePage.objects.all(), reason="site changed")


@receiver(statements_created)
def statements_imported(page_ids: list[int], **kwargs) -> None:
    """Rows written in bulk, which send no `post_save`."""
    note_pages(page_ids, reason="imported")
