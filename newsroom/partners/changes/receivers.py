"""Signal receiver that records changed pages for the sequencer, in the change's own transaction."""

from django.dispatch import receiver

from newsroom.models import TouchedPage
from newsroom.publishing.change_notification import pages_changed

BATCH = 1000


@receiver(pages_changed)
def record_touched_pages(page_ids: list[int], **kwargs: object) -> None:
    """Record that these pages may have changed.

    They are compared after the commit, by the worker or by the next reader of the feed.
    """
    TouchedPage.objects.bulk_create(
        [TouchedPage(page_id=page_id) for page_id in page_ids], batch_size=BATCH
    )
