"""Fingerprints of public statements: a partner's copy is outdated when the fingerprint differs.

A fingerprint covers every value of the public representation, including values in other rows: names
of categories, addresses of linked pages and of the translation, images.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Page, ReferenceIndex

from newsroom.models import ArticlePage, ArticleTopic, NewsroomDocument, NewsroomImage
from newsroom.visibility import public

FIELDS = (
    *("title", "slug", "date", "summary", "seo_title", "search_description", "translation_key"),
    *("first_published_at", "last_published_at", "source_url", "source_captured_at"),
    *("lead_image_id", "lead_image_alt", "lead_image_decorative"),
    *("lead_image_caption", "lead_image_credit"),
)
IMAGE_FIELDS = (
    *("file", "file_hash", "title", "description", "credit", "width", "height"),
    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
)
ValuesByPage = dict[int, list[list[object]]]


def fingerprints(pages: Sequence[ArticlePage], *, now: datetime) -> dict[int, str]:
    """Return a digest for each page by its id. The number of queries is constant."""
    page_ids = [page.pk for page in pages]
    related_values = [
        _terms(page_ids),
        _translations(pages, now=now),
        _references(page_ids, now=now),
    ]
    return {
        page.pk: _digest(
            [getattr(page, name) for name in FIELDS]
            + [page.body.get_prep_value()]
            + page.corrections  # without any, the digest is that of earlier releases
            + [sorted(values[page.pk], key=str) for values in related_values]
        )
        for page in pages
    }


def site_and_url(page: Page) -> tuple[int, str] | None:
    """Return the id of the page's site and its full URL, None for a page without a URL."""
    parts = page.get_url_parts()
    if parts is None or not parts[2]:
        return None
    return parts[0], parts[1] + parts[2]


def _digest(values: list[object]) -> str:
    text = json.dumps(values, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _terms(page_ids: list[int]) -> ValuesByPage:
    """Return the categories and topics of each page."""
    terms: ValuesByPage = defaultdict(list)
    categories = ArticlePage.categories.through.objects.filter(articlepage_id__in=page_ids)
    for page_id, *values in categories.values_list(
        "articlepage_id", "category_id", "category__name", "category__slug"
    ):
        terms[page_id].append(["category", *values])
    topics = ArticleTopic.objects.filter(page_id__in=page_ids)
    for page_id, *values in topics.values_list(
        "page_id", "topic_id", "topic__name", "topic__slug", "sort_order"
    ):
        terms[page_id].append(["topic", *values])
    return terms


def _translations(pages: Sequence[ArticlePage], *, now: datetime) -> ValuesByPage:
    """Return the public translations of each page, and which of these languages are behind.

    Where none is, the values are those of earlier releases.
    """
    values: ValuesByPage = defaultdict(list)
    keys = {page.translation_key for page in pages}
    rows = Page.objects.filter(translation_key__in=keys).select_related("translation_origin")
    sides = defaultdict(list)
    for side in public(rows, now=now):
        sides[side.translation_key].append(side)
    for page in pages:
        ids = {side.pk for side in sides[page.translation_key]}
        for side in sides[page.translation_key]:
            if side.pk != page.pk:
                values[page.pk].append([side.pk, site_and_url(side)])
            origin = getattr(side, "translation_origin", None)
            if origin and origin.source_id in ids and origin.source_republished_at:
                values[page.pk].append(["behind", side.pk, origin.source_republished_at])
    return values


def _references(page_ids: list[int], *, now: datetime) -> ValuesByPage:
    """Return what each page shows of the pages, images and documents that it refers to."""
    models_by_type: dict[int, type[models.Model]] = {
        ContentType.objects.get_for_model(model).pk: model
        for model in (Page, NewsroomImage, NewsroomDocument)
    }
    rows = list(
        ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(page_id) for page_id in page_ids],
            to_content_type_id__in=models_by_type,
        ).values_list("object_id", "to_content_type_id", "to_object_id")
    )
    targets: dict[type[models.Model], set[str]] = defaultdict(set)
    for _page_id, type_id, target in rows:
        targets[models_by_type[type_id]].add(target)
    target_values: dict[type[models.Model], dict[str, object]] = {
        Page: _pages(targets[Page], now=now),
        NewsroomImage: _columns(NewsroomImage, targets[NewsroomImage], IMAGE_FIELDS),
        NewsroomDocument: _columns(NewsroomDocument, targets[NewsroomDocument], ("file", "title")),
    }
    values: ValuesByPage = defaultdict(list)
    for page_id, type_id, target in rows:
        model = models_by_type[type_id]
        values[int(page_id)].append([model.__name__, target, target_values[model].get(target)])
    return values


def _pages(ids: Iterable[str], *, now: datetime) -> dict[str, object]:
    pages = public(Page.objects.filter(pk__in=[int(page_id) for page_id in ids]), now=now)
    return {str(page.pk): [page.title, site_and_url(page)] for page in pages}


def _columns(model: type[models.Model], ids: set[str], names: Sequence[str]) -> dict[str, object]:
    """Return the values of the named columns, by primary key."""
    if not ids:
        return {}
    rows = model._default_manager.filter(pk__in=[int(row_id) for row_id in ids])
    return {str(row_id): values for row_id, *values in rows.values_list("pk", *names)}
