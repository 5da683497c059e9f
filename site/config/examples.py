"""A page with an example of every state of a page, for work on the design.

Available where `SHOW_EXAMPLES` is set: in development and in the tests, which take screenshots.
"""

import dataclasses
import datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.blocks import StreamValue
from wagtail.models import Locale

from newsroom.blocks import BLOCK_TYPES, StatementBody
from newsroom.blocks.base import ExampleObjects
from newsroom.languages.configured import active_language, other_language
from newsroom.models import ArticlePage, NewsroomDocument, NewsroomImage
from newsroom.visibility import public

DAY = datetime.date(2026, 10, 1)
LONGEST_WORD = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
LONG_TITLE = (
    "Calls grow for the rural bus timetable, the community hospital and the village school to be "
    "planned together, so that nobody in the upper valley has to choose between a clinic and class"
)
WORDS = (
    "<p>The office has asked for one public body that answers for the whole journey, from door to "
    "door, and for an evening bus on the days when the clinic is open late.</p>"
)


def examples(request: HttpRequest) -> HttpResponse:
    """Render each state once, from unsaved objects."""
    if not settings.SHOW_EXAMPLES:
        raise Http404
    wide, tall = _pictures()
    body = _body(wide=wide, tall=tall)
    return render(
        request,
        "examples.html",
        {
            "title_of_200": LONG_TITLE,
            "statements": _statements(wide=wide, tall=tall),
            "listings": {"nothing": _listing(filtered=False), "no_match": _listing(filtered=True)},
            "other_language": other_language(active_language()),
            "body": body,
        },
    )


def _pictures() -> tuple[NewsroomImage | None, NewsroomImage | None]:
    """Return a wide and a tall picture of the installation, if it has any."""
    newest = list(NewsroomImage.objects.order_by("-pk")[:50])
    wide = next((image for image in newest if image.width >= image.height), None)
    tall = next((image for image in newest if image.width < image.height), wide)
    return wide, tall


def _statements(*, wide: NewsroomImage | None, tall: NewsroomImage | None) -> list[ArticlePage]:
    active = active_language()
    own = Locale.objects.get_or_create(language_code=active)[0]
    other = Locale.objects.get_or_create(language_code=other_language(active))[0]
    rows: list[dict[str, Any]] = [
        {"title": "A statement with a picture", "lead_image": wide, "summary": "And a summary."},
        {"title": "A statement with a tall picture", "lead_image": tall, "summary": "Cropped."},
        {"title": "Neither picture nor summary"},
        {"title": LONG_TITLE, "summary": "The longest title that a statement should have."},
        {
            "title": f"Cyfrifoldebau {LONGEST_WORD}",
            "summary": "Gwrthddatganiadau anghyfansoddiadol.",
        },
        {"title": "Words in the other language", "locale": other},
    ]
    # Not in the page tree: depth 1 and no path, so they have no address.
    nowhere: dict[str, Any] = {"depth": 1, "path": "", "url_path": "", "slug": "example"}
    return [ArticlePage(date=DAY, **nowhere, **{"locale": own, **row}) for row in rows]


def _listing(*, filtered: bool) -> SimpleNamespace:
    """Return the attributes of a listing that the template of an empty list reads."""
    return SimpleNamespace(is_filtered=filtered, clear_url="#states")


def _body(*, wide: NewsroomImage | None, tall: NewsroomImage | None) -> StreamValue:
    """Return a body with the examples of all block types, pictures also in the tall format."""
    shared = _objects()
    with_wide, with_tall = (
        dataclasses.replace(shared, image=image.pk if image else None) for image in (wide, tall)
    )
    blocks: list[tuple[str, object]] = [("paragraph", WORDS)]
    for block_type in BLOCK_TYPES.values():
        for example in block_type.examples:
            for objects in (with_wide, with_tall) if "image" in example.needs else (shared,):
                if all(getattr(objects, name) is not None for name in example.needs):
                    blocks.append((block_type.name, example.stored(objects)))
    return StatementBody().to_python(
        [
            {"type": name, "value": value, "id": str(number)}
            for number, (name, value) in enumerate(blocks)
        ]
    )


def _objects() -> ExampleObjects:
    """Return a document and a statement for the examples, as far as the installation has them."""
    return ExampleObjects(
        document=NewsroomDocument.objects.order_by("pk").values_list("pk", flat=True).last(),
        statement=public(ArticlePage.objects.order_by("pk")).values_list("pk", flat=True).last(),
    )
