"""Would a partner's copy of a public statement differ from what we would answer now?

A fingerprint covers every value that the public representation is made of, also those that lie in
other rows: names of categories, addresses of linked pages and of the translation, pictures.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

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
Parts = dict[int, list[Any]]


def fingerprints(pages: Sequence[ArticlePage], *, now) -> dict[int, str]:
    """Return a digest for each page by its number. The number of queries is constant."""
    numbers = [page.pk for page in pages]
    others = [
        _terms(numbers),
        _translations(pages, now=now),
        _references(numbers, now=now),
    ]
    return {
        page.pk: _digest(
            [getattr(page, name) for name in FIELDS]
            + [page.body.get_prep_value()]
            + [sorted(part[page.pk], key=str) for part in others]
        )
        for page in pages
    }


def address(page: Page) -> tuple[int, str] | None:
    """Return the number of the page's site and its full address, None where it has none."""
    parts = page.get_url_parts()
    if parts is None or not parts[2]:
        return None
    return parts[0], parts[1] + parts[2]


def _digest(values: list[Any]) -> str:
    text = json.dumps(values, default=str, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _terms(numbers: list[int]) -> Parts:
    found: Parts = defaultdict(list)
    categories = ArticlePage.categories.through.objects.filter(articlepage_id__in=numbers)
    for number, *values in categories.values_list(
        "articlepage_id", "category_id", "category__name", "category__slug"
    ):
        found[number].append(["category", *values])
    topics = ArticleTopic.objects.filter(page_id__in=numbers)
    for number, *values in topics.values_list(
        "page_id", "topic_id", "topic__name", "topic__slug", "sort_order"
    ):
        found[number].append(["topic", *values])
    return found


def _translations(pages: Sequence[ArticlePage], *, now) -> Parts:
    """Return for each page the public pages that say the same in another language."""
    found: Parts = defaultdict(list)
    keys = {page.translation_key for page in pages}
    twins = list(public(Page.objects.filter(translation_key__in=keys), now=now))
    for page in pages:
        for twin in twins:
            if twin.translation_key == page.translation_key and twin.pk != page.pk:
                found[page.pk].append([twin.pk, address(twin)])
    return found


def _references(numbers: list[int], *, now) -> Parts:
    """Return for each page what it shows of the pages, pictures and documents it refers to."""
    types = {
        ContentType.objects.get_for_model(model).pk: model
        for model in (Page, NewsroomImage, NewsroomDocument)
    }
    rows = list(
        ReferenceIndex.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(number) for number in numbers],
            to_content_type_id__in=types,
        ).values_list("object_id", "to_content_type_id", "to_object_id")
    )
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for _number, type_id, target in rows:
        wanted[types[type_id]].add(target)
    shown = {
        Page: _pages(wanted[Page], now=now),
        NewsroomImage: _values(NewsroomImage, wanted[NewsroomImage], IMAGE_FIELDS),
        NewsroomDocument: _values(NewsroomDocument, wanted[NewsroomDocument], ("file", "title")),
    }
    found: Parts = defaultdict(list)
    for number, type_id, target in rows:
        model = types[type_id]
        found[int(number)].append([model.__name__, target, shown[model].get(target)])
    return found


def _pages(numbers: Iterable[str], *, now) -> dict[str, Any]:
    pages = public(Page.objects.filter(pk__in=[int(number) for number in numbers]), now=now)
    return {str(page.pk): [page.title, address(page)] for page in pages}


def _values(model: type[models.Model], numbers: set[str], names: Sequence[str]) -> dict[str, Any]:
    if not numbers:
        return {}
    rows = model._default_manager.filter(pk__in=[int(number) for number in numbers])
    return {str(number): values for number, *values in rows.values_list("pk", *names)}
