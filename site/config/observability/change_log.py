"""Log lines that name the changed pages, so that a request leads to the jobs that it caused.

A request's line has its id, a job's line the job and its run; both name the numbers of the pages.
"""

import logging

import structlog
from django.dispatch import receiver

from newsroom.publishing.change_notification import pages_changed

logger = logging.getLogger("lectern.changes")

# An import changes thousands at once.
MOST_NUMBERS = 20


@receiver(pages_changed)
def log_changed_pages(page_ids: list[int], reason: str, **kwargs: object) -> None:
    """Write which pages a request or a job has changed, and why; commands say it themselves."""
    if not structlog.contextvars.get_contextvars():
        return
    numbers = ", ".join(map(str, page_ids[:MOST_NUMBERS]))
    more = f" and {len(page_ids) - MOST_NUMBERS} more" if len(page_ids) > MOST_NUMBERS else ""
    logger.info("changed (%s): pages %s%s", reason, numbers, more)
