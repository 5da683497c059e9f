"""Lists of sites, pages, menus, terms and search cost a constant number of queries."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.models import Navigation, StandardPage
from home.offices.provisioning import Office
from newsroom.caching import state_token
from newsroom.models import Category, NewsroomDocument, Topic
from tests.factories import make_office, make_ready_image, make_statement

CEILINGS = {
    "sites/?limit=100": 4,
    "pages/?limit=100": 10,
    "pages/?limit=100&body=true": 11,
    "navigation/?language=cy": 10,
    "categories/?limit=500": 2,
    "topics/?limit=500": 2,
    "statements/?limit=100": 6,
}


def queries_of(ask, address: str) -> int:
    again = f"{address}&site=localhost" if "sites/" not in address else f"{address}&"
    # The clock stands: in the next minute, a request would take another rate limit lease.
    with time_machine.travel(timezone.now(), tick=False):
        ask(address)  # fills the process caches and takes a rate limit lease
        with CaptureQueriesContext(connection) as queries:
            reply = ask(again)
    assert reply.status == 200, reply.text
    return len(queries)


def add(office: Office, number: int) -> None:
    """Add a row of every kind that the lists hold."""
    image = make_ready_image()
    document = NewsroomDocument.objects.create(title="Paper", file="documents/paper.pdf")
    menu = []
    for position in range(number):
        key = None
        for language in ("en", "cy"):
            home = office.homes[language]
            page = StandardPage(
                title=f"Page {number} {position}",
                slug=f"page-{number}-{position}",
                locale=home.locale,
                body=[
                    ("paragraph", f'<p><a linktype="page" id="{home.pk}">Home</a></p>'),
                    ("figure", {"image": image, "caption": "", "credit": ""}),
                    ("document", {"document": document, "title": "", "description": ""}),
                ],
                **({"translation_key": key} if key else {}),
            )
            home.add_child(instance=page)
            key = page.translation_key
            menu.append(("link", {"page": page, "url": "", "label_en": "", "label_cy": ""}))
            for kind in (Category, Topic):
                name = f"Term {number} {position} {language}"
                kind.objects.create(
                    site=office.site, locale=home.locale, name=name, slug=name.lower()
                )
        make_statement(office, title=f"S {position}", date=datetime.date(2000 + position, 1, 1))
    settings = Navigation.for_site(office.site)
    settings.main_menu = settings.footer_menu = menu
    settings.save()
    other = make_office(hostname=f"n{number}.example", is_default=False, name_en=f"N {number}")
    other_settings = other.site.officesettings
    other_settings.logo = image
    other_settings.save()
    state_token.renew()


@pytest.mark.parametrize("address", CEILINGS)
def test_the_number_of_queries_is_constant(ask, office, address):
    add(office, 2)
    few = queries_of(ask, address)
    add(office, 9)
    many = queries_of(ask, address)
    assert few == many <= CEILINGS[address]


def test_every_list_accepts_a_site(ask, office):
    other = make_office(hostname="other.example.wales", is_default=False, name_en="Other")
    state_token.renew()
    home = other.homes["en"]
    listed = ask("pages/", site="other.example.wales").document["items"]
    assert home.pk in {row["id"] for row in listed}
    assert {row["url"].split("/")[2] for row in listed} == {"other.example.wales"}
    assert ask(f"pages/{home.pk}/").document["url"] == "http://other.example.wales/"
    menu = ask("navigation/", site="other.example.wales").document["main"]
    assert {row["url"].split("/")[2] for row in menu} <= {"other.example.wales"}
    for address in ("pages/", "navigation/", "routes/", "redirects/", "search/", "statements/"):
        reply = ask(address, site="nowhere.example")
        assert (reply.status, reply.document["parameter"]) == (422, "site"), address


def test_a_site_has_the_texts_of_its_pages(ask, office, language):
    settings = office.site.officesettings
    settings.disclaimer_cy = "Nid ydym yn gyfrifol"
    settings.mastodon = "https://toot.wales/@maredpuw"
    settings.email = "mared@example.wales"
    settings.save()
    state_token.renew()
    document = ask("sites/").document["items"][0]
    assert document["accent"] == "#1d4f5c"
    assert document["elsewhere"] == {"mastodon": "https://toot.wales/@maredpuw"}
    assert document["email"] == "mared@example.wales"
    (words,) = [row for row in document["languages"] if row["language"] == language]
    assert words["disclaimer"] == ("Nid ydym yn gyfrifol" if language == "cy" else "")


def test_the_home_page_has_the_portrait(ask, office, language):
    home = office.homes[language]
    home.portrait, home.portrait_alt = make_ready_image(), "Mared Puw"
    home.save()
    state_token.renew()
    assert ask(f"pages/{home.pk}/").document["image"]["alt"] == "Mared Puw"
    assert ask(f"pages/{office.indexes[language].pk}/").document["image"] is None
