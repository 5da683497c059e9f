"""Which changes make which statements' entries old? Whatever touches a statement; as outbox rows.

Every row is written in the transaction of the change, so a change that is rolled back leaves none.
"""

from collections.abc import Iterable

from django.db import transaction
from django.dispatch import receiver

from newsroom.publishing.change_notification import pages_touched
from search.engines.selection import engines
from search.indexing import consumer
from search.models import OutboxEntry

BATCH = 1000


@receiver(pages_touched)
def note_pages(page_ids: Iterable[int], *, reason: str, **kwargs) -> None:
    """Have every engine look at these pages again, once the present transaction is committed."""
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(engine=name, page_id=number, reason=reason)
            for name in engines()
            for number in page_ids
        ],
        batch_size=BATCH,
    )
    transaction.on_commit(consumer.after_commit, robust=True)
