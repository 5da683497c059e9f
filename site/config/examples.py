"""A page with an example of every state of a page, for work on the design.

Available where `SHOW_EXAMPLES` is set: in development and in the tests, which take screenshots.
"""

import dataclasses
import datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.blocks import StreamValue
from wagtail.models import Locale, Site

from newsroom.blocks import BLOCK_TYPES, StatementBody
from newsroom.blocks.base import ExampleObjects
from newsroom.languages.configured import active_language, other_language
from newsroom.media.public_use import used_publicly
from newsroom.models import ArticlePage, NewsroomDocument, NewsroomImage
from newsroom.visibility import public
from newsroom.visibility.tree import at_or_below

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
    site = Site.find_for_request(request)
    within = _pages_of(site)
    wide, tall = _pictures(within)
    body = _body(wide=wide, tall=tall, within=within)
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


def _pages_of(site: Site | None) -> Q:
    """Match the pages of a site in all languages."""
    within = Q(pk__in=[])
    homes = site.root_page.get_translations(inclusive=True) if site else ()
    for home in homes:
        within |= at_or_below(home.path)
    return within


def _pictures(within: Q) -> tuple[NewsroomImage | None, NewsroomImage | None]:
    """Return a wide and a tall picture that public pages of the site show, if there are any."""
    shown = used_publicly(NewsroomImage.objects.all(), within=within)
    newest = list(shown.order_by("-pk")[:50])
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


def _body(*, wide: NewsroomImage | None, tall: NewsroomImage | None, within: Q) -> StreamValue:
    """Return a body with the examples of all block types, pictures also in the tall format."""
    shared = _objects(within)
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


def _objects(within: Q) -> ExampleObjects:
    """Return a public document and statement for the examples, as far as the site has them."""
    documents = used_publicly(NewsroomDocument.objects.all(), within=within)
    statements = public(ArticlePage.objects.filter(within))
    return ExampleObjects(
        document=documents.order_by("pk").values_list("pk", flat=True).last(),
        statement=statements.order_by("pk").values_list("pk", flat=True).last(),
    )
