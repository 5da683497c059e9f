"""Outbox rows for changed pages.

A row is written in the transaction of the change, so that a rollback removes it as well.
"""

from django.dispatch import receiver

from newsroom.publishing.after_commit import call_after_commit
from newsroom.publishing.change_notification import pages_changed
from search.engines.selection import engines
from search.indexing import consumer
from search.models import OutboxEntry

BATCH = 1000


@receiver(pages_changed)
def add_outbox_rows(page_ids: list[int], *, reason: str, **kwargs: object) -> None:
    """Add a row for each page and engine, to be consumed after the current transaction."""
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(engine=name, page_id=number, reason=reason)
            for name in engines()
            for number in page_ids
        ],
        batch_size=BATCH,
    )
    call_after_commit(consumer.consume_committed, page_ids)
