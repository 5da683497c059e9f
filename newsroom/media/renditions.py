"""Creation of renditions, so that no reader waits for them.

The worker creates them after an upload, first those that a page lacked when it was shown
(`newsroom.media.rendition_requests`). A public page uses the existing ones and creates none.
"""

import logging
from collections.abc import Iterable, Iterator

from django.core.cache import cache
from django.db import models
from django.db.models import Count, Q
from wagtail.models import Page

from newsroom.caching.state_token import renew
from newsroom.media.pictures import all_filter_specs, filter_specs
from newsroom.media.rendition_requests import take_requests
from newsroom.models import NewsroomImage
from newsroom.publishing.affected_offices import affected_by

logger = logging.getLogger(__name__)

RETRY_SECONDS = 3_600


def prepare(page: Page) -> int:
    """Create the missing renditions of the pictures on `page`; return how many were created."""
    return sum(prepare_image(image) for image in images_on_page(page))


def prepare_pending(*, limit: int = 10) -> str:
    """Create the requested renditions, then the missing ones of up to `limit` pictures.

    The newest pictures come first. Returns a line for the log, empty where nothing was done.
    """
    made = failed = 0
    for image, spec in [*_requested(limit=limit), *((row, "") for row in _pending(limit=limit))]:
        try:
            made += prepare_image(image, spec=spec)
        except (OSError, ValueError) as error:
            # The boundary between pictures: a broken file must not stop the others.
            logger.warning("Picture %s cannot be prepared: %s", image.pk, error)
            cache.set(_failure_key(image), True, RETRY_SECONDS)
            failed += 1
    if not (made or failed):
        return ""
    return f"{made} made" + (f", {failed} pictures failed" if failed else "")


def prepare_image(image: NewsroomImage, *, spec: str = "") -> int:
    """Create the missing renditions of one picture, or one of them; return how many were made.

    The pages that show the picture are renewed once, in the transaction of the last rendition. If
    the process is killed before, the missing renditions are made later, with a renewal.
    """
    wanted = [spec] if spec else [row for rows in filter_specs(image).values() for row in rows]
    existing = set(
        image.renditions.filter(filter_spec__in=wanted).values_list("filter_spec", flat=True)
    )
    missing = [row for row in wanted if row not in existing]
    try:
        for row in missing:
            image.is_being_prepared = row != missing[-1]
            image.get_rendition(row)
    finally:
        image.is_being_prepared = False
        if image.needs_renewal:  # one failed, or another process made the last
            image.needs_renewal = False
            renew(affected_by(image))
    return len(missing)


def images_on_page(page: Page) -> list[NewsroomImage]:
    """Return the pictures that the page's fields and body refer to."""
    numbers: set[int] = set()
    for field in page._meta.get_fields():
        if isinstance(field, models.ForeignKey) and field.related_model is NewsroomImage:
            numbers.add(getattr(page, field.attname) or 0)
        elif hasattr(field, "extract_references"):
            numbers |= set(_images_in(field.extract_references(field.value_from_object(page))))
    return list(NewsroomImage.objects.filter(pk__in=numbers))


def _images_in(references: Iterable[tuple]) -> Iterator[int]:
    for model, number, *_rest in references:
        if model is NewsroomImage:
            yield int(number)


def _requested(*, limit: int) -> list[tuple[NewsroomImage, str]]:
    """Return the requested pictures and specifications, without those that failed lately."""
    requests = take_requests(limit=limit)
    images = NewsroomImage.objects.in_bulk([image_id for image_id, _spec in requests])
    return [
        (images[image_id], spec)
        for image_id, spec in requests
        if image_id in images and not cache.get(_failure_key(images[image_id]))
    ]


def _pending(*, limit: int) -> list[NewsroomImage]:
    """Return pictures with fewer renditions than they should have. One query."""
    prepared = Count("renditions", filter=Q(renditions__filter_spec__in=all_filter_specs()))
    found: list[NewsroomImage] = []
    images = NewsroomImage.objects.annotate(prepared=prepared).order_by("-pk")
    for image in images.iterator(chunk_size=500):
        expected = sum(len(listed) for listed in filter_specs(image).values())
        if image.prepared < expected and not cache.get(_failure_key(image)):
            found.append(image)
        if len(found) == limit:
            break
    return found


def _failure_key(image: NewsroomImage) -> str:
    return f"newsroom-rendition-failed-{image.pk}"
