"""Requests for missing renditions, written while a page is shown and read by the worker."""

import datetime
import logging
import time

from django.db import DatabaseError, transaction
from django.utils import timezone

from newsroom.models import RenditionRequest

logger = logging.getLogger(__name__)

REPEAT_SECONDS = 300  # after which a process requests the same rendition again
MAX_REMEMBERED = 5_000

_requested: dict[tuple[int, str], float] = {}


def request_renditions(image_id: int, *, spec: str = "") -> None:
    """Ask the worker for a rendition, or for all usual sizes without `spec`.

    Once in some minutes for each process, so that a page without pictures stays cheap.
    """
    key, now = (image_id, spec), time.monotonic()
    if now - _requested.get(key, float("-inf")) < REPEAT_SECONDS:
        return
    if len(_requested) >= MAX_REMEMBERED:
        _requested.clear()
    _requested[key] = now
    try:
        with transaction.atomic():
            RenditionRequest.objects.bulk_create(
                [RenditionRequest(image_id=image_id, filter_spec=spec)], ignore_conflicts=True
            )
    except DatabaseError:
        # The page is shown without the rendition; the worker also looks for missing ones itself.
        logger.warning("Renditions of picture %s cannot be requested", image_id, exc_info=True)


def take_requests(*, limit: int) -> list[tuple[int, str]]:
    """Return the oldest requests as picture and specification, and delete them."""
    rows = list(RenditionRequest.objects.order_by("pk")[:limit])
    RenditionRequest.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return [(row.image_id, row.filter_spec) for row in rows]


def next_due() -> datetime.datetime | None:
    """Return the present time if a request waits, else None."""
    return timezone.now() if RenditionRequest.objects.exists() else None


def forget_requests() -> None:
    """Forget what this process has requested."""
    _requested.clear()
