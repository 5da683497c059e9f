"""Whatever editors do, does the API answer what it would write afresh, and only what is public?"""

import datetime
import random

import pytest
import time_machine
from django.utils import timezone

from newsroom.media.renditions import prepare_image
from newsroom.models import ArticlePage, NewsroomDocument
from newsroom.partners.api import document_cache, sites
from newsroom.publishing import state_token
from tests.factories import make_image, make_office, make_statement
from tests.newsroom.partners.changes.editors import Editor, run_worker
from tests.property_tests import examples

STEPS = 25
FULL = "statements/?fields=*&limit=100"


@pytest.fixture(autouse=True)
def _nothing_written() -> None:
    document_cache.document_cache.clear()


def afresh(ask, address: str) -> dict:
    """Return what is answered when nothing was written before."""
    document_cache.document_cache.clear()
    sites.clear_site_cache()
    return ask(address).document


@pytest.mark.property
@pytest.mark.parametrize("seed", range(examples(3)))
def test_answers_equal_those_written_afresh(ask, office, settings, seed):
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
                # The test's transaction never commits, so what follows a commit is done by hand.
                state_token.renew()
                answered = ask(address).document
                assert answered == afresh(ask, address), (seed, editor.done)
                public = set(ArticlePage.objects.public_now().values_list("pk", flat=True))
                assert {row["id"] for row in answered["items"]} <= public, (seed, editor.done)


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
def test_what_lies_outside_the_statement_is_never_old(ask, office, change):
    """Also where nobody says that it changed, as after `QuerySet.update()`."""
    paper = NewsroomDocument.objects.create(title="Paper", file="documents/paper.pdf")
    linked = make_statement(office, title="Linked")
    page = make_statement(
        office, title="Page", lead_image=make_image(), categories=office.categories["en"][:1]
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
    assert after == afresh(ask, address)


def test_a_statement_that_is_not_public_is_not_even_looked_up(ask, office):
    page = make_statement(office, title="Once")
    assert ask(f"statements/{page.pk}/").status == 200
    ArticlePage.objects.filter(pk=page.pk).update(live=False)
    assert ask(f"statements/{page.pk}/").status == 404
    assert ask(FULL).document["items"] == []


def test_the_room_is_bounded():
    texts = document_cache.DocumentCache(room=10)
    for number in range(5):
        texts.text(number, write=lambda: "four")
    assert texts.used == 8
    assert texts.text(4, write=lambda: "other") == "four"
    assert texts.text(0, write=lambda: "anew") == "anew"
    assert texts.text("long", write=lambda: "x" * 11) == "x" * 11
    assert texts.used == 8
