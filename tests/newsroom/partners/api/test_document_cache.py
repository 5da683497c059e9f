"""The document cache never changes a response, whatever editors do."""

import datetime
import random

import pytest
import time_machine
from django.utils import timezone

from newsroom.caching import state_token
from newsroom.media.pictures import filter_specs
from newsroom.media.renditions import prepare_image
from newsroom.models import ArticlePage, NewsroomDocument
from newsroom.partners.api import document_cache, sites
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.partners.changes.editors import Editor, run_worker
from tests.property_tests import examples

STEPS = 25
FULL = "statements/?fields=*&limit=100"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    document_cache.document_cache.clear()


def uncached(ask, address: str) -> dict:
    """Return the response with empty caches."""
    document_cache.document_cache.clear()
    sites.clear_site_cache()
    return ask(address).document


@pytest.mark.property
@pytest.mark.parametrize("seed", range(examples(3)))
def test_cached_responses_equal_uncached_ones(ask, office, settings, seed):
    settings.API_REQUESTS_PER_MINUTE = 100_000
    dice = random.Random(seed)
    offices = [office, make_office(hostname="b.example", is_default=False, name_en="B")]
    editor = Editor(offices=offices, dice=dice)
    clock = timezone.now()
    for step in range(STEPS):
        clock += datetime.timedelta(seconds=dice.randrange(90))
        with time_machine.travel(clock):
            editor.act()
            if dice.random() < 0.3:
                run_worker()
            if step % 2:
                continue
            for site in ("localhost", "b.example"):
                address = f"{FULL}&site={site}"
                # The test's transaction never commits, so the token is renewed here.
                state_token.renew()
                answered = ask(address).document
                assert answered == uncached(ask, address), (seed, editor.done)
                public = set(ArticlePage.objects.public_now().values_list("pk", flat=True))
                assert {row["id"] for row in answered["items"]} <= public, (seed, editor.done)


def picture_with_one_size():
    """Return a picture of which the worker has made one size so far."""
    image = make_image()
    image.get_rendition(filter_specs(image)["jpeg"][0])
    return image


def picture_renewed(office, page):
    page.lead_image.credit = "Somebody else"
    page.lead_image.save()


def document_renamed(office, page):
    NewsroomDocument.objects.update(title="Another title")


def category_renamed(office, page):
    category = office.categories["en"][0]
    category.name = "Other news"
    category.save()
    state_token.renew()


def translation_withdrawn(office, page):
    ArticlePage.objects.filter(translation_key=page.translation_key).exclude(pk=page.pk).update(
        live=False
    )


def linked_page_moved(office, page):
    ArticlePage.objects.filter(title="Linked").update(url_path="/elsewhere/")


def sizes_made(office, page):
    prepare_image(page.lead_image)


def host_changed(office, page):
    office.site.hostname = "new.example"
    office.site.save()
    state_token.renew()


CHANGES = [
    *(picture_renewed, document_renamed, category_renamed, translation_withdrawn),
    *(linked_page_moved, sizes_made, host_changed),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_of_related_rows_changes_the_document(ask, office, change):
    """Also without a signal, as after `QuerySet.update()`."""
    paper = NewsroomDocument.objects.create(title="Paper", file="documents/paper.pdf")
    linked = make_statement(office, title="Linked")
    page = make_statement(
        office,
        title="Page",
        lead_image=picture_with_one_size(),
        categories=office.categories["en"][:1],
    )
    page.body = [
        ("paragraph", f'<p><a linktype="page" id="{linked.pk}">Link</a></p>'),
        ("document", {"document": paper, "title": "", "description": ""}),
    ]
    page.save()
    make_statement(office, title="Tudalen", language="cy", translation_of=page)
    address = f"statements/{page.pk}/"
    before = ask(address).document
    change(office, page)
    after = ask(address).document
    assert after != before
    assert after == uncached(ask, address)


def test_a_withdrawn_statement_is_not_served_from_the_cache(ask, office):
    page = make_statement(office, title="Once")
    assert ask(f"statements/{page.pk}/").status == 200
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    assert ask(f"statements/{page.pk}/").status == 404
    assert ask(FULL).document["items"] == []


def test_the_size_is_limited():
    cache = document_cache.DocumentCache(max_characters=10)
    for number in range(5):
        cache.get_or_render(number, render=lambda: "four")
    assert cache.size == 8
    assert cache.get_or_render(4, render=lambda: "other") == "four"
    assert cache.get_or_render(0, render=lambda: "anew") == "anew"
    assert cache.get_or_render("long", render=lambda: "x" * 11) == "x" * 11
    assert cache.size == 8
