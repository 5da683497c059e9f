"""The files that a public page shows, by Wagtail's reference index."""

from typing import TypeVar

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, CharField, Exists, Model, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.models import Page, ReferenceIndex

from newsroom.visibility import public

File = TypeVar("File", bound=Model)


def used_publicly(files: QuerySet[File], *, within: Q | None = None) -> QuerySet[File]:
    """Return those of the pictures or documents that a public page or an office's settings show.

    `within` limits them to these pages, such as those of one site.
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
    shown = Q(Exists(references))
    return files.filter(shown | _in_settings(files.model) if within is None else shown)


def pages_showing(file: Model) -> QuerySet[Page]:
    """Return the pages that show a picture or document, to all readers or to some."""
    users = ReferenceIndex.get_references_to(file).filter(
        base_content_type=ContentType.objects.get_for_model(Page)
    )
    keys = [int(key) for key in users.values_list("object_id", flat=True)]
    # Restrictions are compared by the caller, for its reader.
    return public(Page.objects.filter(pk__in=keys), restricted=())


def _in_settings(model: type[Model]) -> Q:
    """Match what the settings of an office refer to, which are shown on all its pages.

    Wagtail's index does not hold their references.
    """
    shown = Q(pk__in=[])
    for settings in apps.get_models():
        if issubclass(settings, BaseSiteSetting | BaseGenericSetting):
            for field in settings._meta.get_fields():
                if field.many_to_one and field.related_model is model:
                    rows = settings._default_manager.filter(**{f"{field.name}__isnull": False})
                    shown |= Q(pk__in=rows.values(field.name))
    return shown
