"""The files that a public page shows, by Wagtail's reference index."""

from typing import TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex

from newsroom.visibility import public

File = TypeVar("File", bound=Model)


def used_publicly(files: QuerySet[File], *, within: Q | None = None) -> QuerySet[File]:
    """Return those of the pictures or documents that a public page refers to.

    `within` limits the pages, such as to those of one site.
    """
    pages = public(Page.objects.filter(pk=Cast(OuterRef("object_id"), BigIntegerField())))
    if within is not None:
        pages = pages.filter(within)
    references = ReferenceIndex.objects.filter(
        Exists(pages.order_by()),
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(files.model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
    )
    return files.filter(Exists(references))
