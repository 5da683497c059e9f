"""Tests of the office's public register of corrections and its feed."""

import pytest
from defusedxml import ElementTree
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.models import Correction
from tests.factories import make_office, make_statement

ADDRESSES = {"en": "/news/corrections/", "cy": "/cy/newyddion/cywiriadau/"}
NOTES = {"en": "It is March.", "cy": "Mawrth sy’n gywir."}


def correct(page, **values):
    return Correction.objects.create(page=page, number=1, notes=NOTES, **values)


def test_the_register_lists_both_languages(client, office, language):
    for code in ("en", "cy"):
        correct(make_statement(office, language=code, title=f"Title {code}"))

    html = client.get(ADDRESSES[language]).content.decode()

    assert html.count(NOTES[language]) == 2
    assert NOTES["cy" if language == "en" else "en"] not in html
    assert "Title en" in html
    assert "Title cy" in html
    other = ADDRESSES["cy" if language == "en" else "en"]
    assert f'class="language-switch" href="{other}"' in html
    home = client.get("/" if language == "en" else "/cy/").content.decode()
    assert f'href="{ADDRESSES[language]}"' in home


def test_only_public_statements_of_the_office_are_listed(client, office):
    hidden = [
        make_statement(office, title="canary draft", live=False),
        make_statement(office, title="canary expired", expire_at=timezone.now()),
        make_statement(office, title="canary restricted"),
        make_statement(
            make_office(hostname="b.example", is_default=False, name_en="B", name_cy="B"),
            title="canary other",
        ),
    ]
    PageViewRestriction.objects.create(page=hidden[2], restriction_type="login")
    for page in hidden:
        correct(page)

    for address in (ADDRESSES["en"], ADDRESSES["en"] + "atom.xml"):
        response = client.get(address)
        assert response.status_code == 200
        assert "canary" not in response.content.decode()
        assert NOTES["en"] not in response.content.decode()


def test_the_register_has_pages_and_a_fixed_number_of_queries(
    client, office, django_assert_max_num_queries
):
    page = make_statement(office)
    for number in range(25):
        Correction.objects.create(page=page, number=number, notes={"en": f"Note {number}."})

    client.get(ADDRESSES["en"])
    with django_assert_max_num_queries(14):
        first = client.get(ADDRESSES["en"]).content.decode()
    second = client.get(ADDRESSES["en"] + "?page=2").content.decode()

    assert "Note 24." in first
    assert "Note 4." not in first
    assert "Note 4." in second
    for wrong in ("3", "0", "x", "99999999999"):
        assert client.get(f"{ADDRESSES['en']}?page={wrong}").status_code == 404


def test_the_feed(client, office, language):
    page = make_statement(office, language=language, title="Bus")
    correct(page)

    response = client.get(ADDRESSES[language] + "atom.xml")
    feed = ElementTree.fromstring(response.content)
    atom = "{http://www.w3.org/2005/Atom}"

    assert response["Content-Type"].startswith("application/atom+xml")
    (entry,) = feed.findall(f"{atom}entry")
    assert NOTES[language] in entry.findtext(f"{atom}content")
    assert "Bus" in entry.findtext(f"{atom}title")
    again = client.get(
        ADDRESSES[language] + "atom.xml", headers={"If-None-Match": response["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("address", ["corrections/rss.xml", "corrections/x/"])
def test_other_addresses_are_unknown(client, office, address):
    assert client.get(f"/news/{address}").status_code == 404
