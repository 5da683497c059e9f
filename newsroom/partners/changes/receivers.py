"""How does a change come before the sequencer? As a row in the change's own transaction."""

from django.db import transaction
from django.dispatch import receiver

from newsroom.models import TouchedPage
from newsroom.partners.changes import sequencing
from newsroom.publishing.change_notification import pages_changed

BATCH = 1000
# More than an editor changes at once; an import or a renamed section is the worker's.
FEW = 20


@receiver(pages_changed)
def note_pages(page_ids: list[int], **kwargs) -> None:
    """Remember that these pages may have changed; nothing is decided before the commit."""
    TouchedPage.objects.bulk_create(
        [TouchedPage(page_id=number) for number in page_ids], batch_size=BATCH
    )
    if len(page_ids) <= FEW:
        transaction.on_commit(sequencing.after_commit, robust=True)
