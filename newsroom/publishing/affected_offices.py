"""The offices whose public pages may show a changed object.

An office is given by the id of its site. `ALL_OFFICES` stands where the offices cannot be told
apart cheaply.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, ReferenceIndex, Site

from newsroom.caching.state_token import ALL_OFFICES
from newsroom.models import ArticleTopic, ElectionPeriod, Embargo, TranslationOrigin, Withdrawal
from newsroom.models.terms import Term

EVERYONE = frozenset({ALL_OFFICES})


def affected_by(instance: models.Model) -> frozenset[int]:
    """Return the sites of the offices that may show the saved or deleted object.

    A page costs two queries where there are several offices, none otherwise.
    """
    if isinstance(instance, Page):
        return affected_by_page(instance)
    if isinstance(instance, Embargo | TranslationOrigin):
        return affected_by_page(instance.page)
    if isinstance(instance, Term | BaseSiteSetting | Redirect | Withdrawal | ElectionPeriod):
        return EVERYONE if instance.site_id is None else frozenset({instance.site_id})
    if isinstance(instance, ArticleTopic):
        return affected_by_statements([instance.page_id])
    if isinstance(instance, AbstractRendition):
        return _referencing(instance.image)
    if isinstance(instance, AbstractImage | AbstractDocument):
        return _referencing(instance)
    return EVERYONE


def affected_by_page(page: Page, *url_paths: str) -> frozenset[int]:
    """Return the offices that may show the page, at its address and at other `url_paths`.

    These are its own, and those of its copies, of its translations and of pages that refer to it.
    A page with pages below it affects all offices: each may show one of these.
    """
    if page.numchild or page.depth <= 2:
        return EVERYONE
    own = _sites_at({page.url_path, *url_paths})
    if own == EVERYONE or len(_all_sites()) == 1:
        return own
    relatives = Page.objects.filter(
        Q(alias_of_id=page.pk) | Q(translation_key=page.translation_key)
    ).values_list("url_path", flat=True)
    return _merged(own, _sites_at(relatives), _referencing(page))


def affected_by_statements(page_ids: Iterable[int]) -> frozenset[int]:
    """Return the offices of these pages, which were just created or changed in their details."""
    if len(sites := _all_sites()) == 1:
        return frozenset(sites)
    ids = list(page_ids)
    paths = Page.objects.filter(Q(pk__in=ids) | Q(alias_of_id__in=ids))
    return _sites_at(set(paths.values_list("url_path", flat=True)))


def _all_sites() -> set[int]:
    return {root.site_id for root in Site.get_site_root_paths()}


def _sites_at(url_paths: Iterable[str]) -> frozenset[int]:
    """Return the sites of these addresses, `EVERYONE` if one belongs to none."""
    found: set[int] = set()
    roots = Site.get_site_root_paths()
    for url_path in url_paths:
        sites = {root.site_id for root in roots if url_path.startswith(root.root_path)}
        if not sites:
            return EVERYONE
        found |= sites
    return frozenset(found)


def _referencing(instance: models.Model) -> frozenset[int]:
    """Return the offices whose pages or settings refer to the object."""
    page_ids: set[int] = set()
    found: set[int] = set()
    rows = ReferenceIndex.get_references_to(instance).values_list("content_type_id", "object_id")
    for content_type_id, object_id in set(rows):
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is not None and issubclass(model, Page):
            page_ids.add(int(object_id))
        elif model is not None and issubclass(model, BaseSiteSetting):
            site_id = model.objects.filter(pk=object_id).values_list("site_id", flat=True).first()
            found |= {site_id} if site_id is not None else EVERYONE
        else:
            return EVERYONE
    if page_ids:
        found |= affected_by_statements(page_ids)
    return _merged(frozenset(found))


def _merged(*groups: frozenset[int]) -> frozenset[int]:
    together = frozenset().union(*groups)
    return EVERYONE if ALL_OFFICES in together else together
