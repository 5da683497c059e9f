"""The offices of entries in Wagtail's log, written when an entry is made.

What an entry is about may be deleted later, and a person may change to another office. Entries
about pages that exist need no record: their office is where the page stands. Receivers are
connected on import.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import Model, Q, QuerySet
from django.db.models.signals import pre_save
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    ModelLogEntry,
    Page,
    PageLogEntry,
    Site,
)

from newsroom.models import OfficeGroup
from newsroom.visibility.tree import at_or_below

KEY = "offices"


def entries_of(model: type[Model], sites: Iterable[Site]) -> "QuerySet[Any]":
    """Return the entries of one of Wagtail's log models that belong to these offices."""
    sites = list(sites)
    condition = Q(pk__in=[])
    for site in sites:
        condition |= Q(**{f"data__{KEY}__has_key": _name(site.pk)})
    if model is PageLogEntry:
        below = Q(pk__in=[])
        keys = [site.root_page.translation_key for site in sites]
        homes = Page.objects.filter(translation_key__in=keys, depth=2)
        for path in homes.values_list("path", flat=True):
            below |= at_or_below(path)
        condition |= Q(page__in=Page.objects.filter(below).values("pk"))
    return model._default_manager.filter(condition)


def record_offices(instance: ModelLogEntry | PageLogEntry, **_kwargs: Any) -> None:
    """Write the offices into a new entry's data."""
    if instance.pk is not None:
        return
    if isinstance(instance, PageLogEntry):
        sites = _sites_of_page(instance.page_id) if instance.deleted else set()
    else:
        model = instance.content_type.model_class() if instance.content_type else None
        row = model and model._base_manager.filter(pk=instance.object_id).first()
        sites = _sites_of(row) if row is not None else set()
    if sites:
        instance.data = {**(instance.data or {}), KEY: {_name(site): True for site in sites}}


def _sites_of_page(page_id: int) -> set[int]:
    path = Page.objects.filter(pk=page_id).values_list("path", flat=True).first() or ""
    home = Page.objects.filter(path=path[: 2 * Page.steplen])
    sites = Site.objects.filter(root_page__translation_key__in=home.values("translation_key"))
    return set(sites.values_list("pk", flat=True))


def _sites_of(row: Model) -> set[int]:
    """Return the offices of a row: by its site, by its collection, or by a person's roles."""
    if isinstance(row, Site):
        return {row.pk}
    site_id = getattr(row, "site_id", None)
    if site_id is not None:
        return {site_id}
    roles = OfficeGroup.objects.none()
    collection_id = row.pk if isinstance(row, Collection) else getattr(row, "collection_id", None)
    if isinstance(row, get_user_model()):
        roles = OfficeGroup.objects.filter(group__user=row)
    elif isinstance(row, Group):
        roles = OfficeGroup.objects.filter(group=row)
    elif collection_id is not None:
        granted = GroupCollectionPermission.objects.filter(collection=collection_id)
        roles = OfficeGroup.objects.filter(group__in=granted.values("group"))
    return set(roles.values_list("site", flat=True))


def _name(site_id: int) -> str:
    return f"site-{site_id}"


for log_model in (ModelLogEntry, PageLogEntry):
    pre_save.connect(record_offices, sender=log_model, dispatch_uid="newsroom_log_offices")
