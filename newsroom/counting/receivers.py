"""Signal receivers that record which statements must be counted afresh.

They run in the transaction of the change.
"""

from django.db.models.signals import pre_delete
from django.dispatch import receiver
from wagtail.models import Page

from newsroom.models import StatementToCount
from newsroom.publishing.change_notification import pages_changed

BATCH = 1_000


@receiver(pages_changed)
def record_statements(page_ids: list[int], **kwargs: object) -> None:
    """Record that these statements must be counted afresh."""
    StatementToCount.objects.bulk_create(
        [StatementToCount(page_id=page_id) for page_id in page_ids], batch_size=BATCH
    )


@receiver(pre_delete, sender=Page)
def record_copies(instance: Page, **kwargs: object) -> None:
    """Record the copies of a page that is being deleted, which become pages of their own."""
    copies = Page.objects.filter(alias_of_id=instance.pk).order_by()
    record_statements(list(copies.values_list("pk", flat=True)))
