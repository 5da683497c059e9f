"""Signal receiver that records changed pages for the sequencer, in the change's own transaction."""

from django.db import transaction
from django.dispatch import receiver

from newsroom.models import TouchedPage
from newsroom.partners.changes import sequencing
from newsroom.publishing.change_notification import pages_changed

BATCH = 1000
# More pages than an editor changes at once: an import or a renamed section, left to the worker.
MOST_PAGES_IN_REQUEST = 20


@receiver(pages_changed)
def record_touched_pages(page_ids: list[int], **kwargs: object) -> None:
    """Record that these pages may have changed; they are compared after the commit."""
    TouchedPage.objects.bulk_create(
        [TouchedPage(page_id=page_id) for page_id in page_ids], batch_size=BATCH
    )
    if len(page_ids) <= MOST_PAGES_IN_REQUEST:
        transaction.on_commit(sequencing.sequence_after_commit, robust=True)
