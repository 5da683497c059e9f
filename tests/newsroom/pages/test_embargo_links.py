"""Journalists' links: what they show and to whom, and that they end at once."""

import datetime

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.languages.configured import other_language
from newsroom.models import EmbargoLinkOpening, NewsroomDocument
from newsroom.publishing.embargo_links import make_link, revoke_link, token_for
from newsroom.publishing.embargoes import lift_embargo, set_embargo
from tests.factories import make_image, make_office, make_statement

DAY = datetime.timedelta(days=1)


@pytest.fixture
def approver(office):
    user = get_user_model().objects.create_user(username="approver")
    user.groups.add(office.managers)
    return user


@pytest.fixture
def opened(office, approver, request):
    """An embargoed statement in both languages, the link, and its address."""
    languages = request.fixturenames
    language = request.getfixturevalue("language") if "language" in languages else "cy"
    image = make_image(title="Harbour", size=(60, 40))
    paper = NewsroomDocument.objects.create(
        title="Paper", file=ContentFile(b"Words", name="paper.txt")
    )
    page = make_statement(office, language=language, title="Marker", live=False, lead_image=image)
    page.body = [("document", {"document": paper, "title": ""})]
    page.save()
    make_statement(
        office,
        language=other_language(language),
        title="Counterpart",
        live=False,
        translation_of=page,
    )
    until = timezone.now() + 2 * DAY
    set_embargo(page, until=until, user=approver)
    link = make_link(
        page, name="Gwen Ifan", email="", expires_at=timezone.now() + DAY, user=approver
    )
    return page, link, reverse("newsroom_embargo", args=[token_for(link)])


def test_a_link_shows_the_statement_with_a_banner_in_both_languages(client, opened, language):
    page, link, address = opened

    response = client.get(address)
    content = response.content.decode()

    assert (response.status_code, response["Content-Language"]) == (200, language)
    assert f'<html lang="{language}">' in content
    assert "Marker" in content
    assert "Under embargo until" in content
    assert "Dan embargo tan" in content
    assert content.count("(Europe/London)") == 2
    assert content.count("Gwen Ifan") == 2
    assert response["Cache-Control"] == "private, no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"
    other = client.get(f"{address}{other_language(language)}/")
    assert "Counterpart" in other.content.decode()
    assert EmbargoLinkOpening.objects.filter(link=link).count() == 2
    client.head(address)
    assert EmbargoLinkOpening.objects.count() == 2
    assert client.get(page.url).status_code == 404


@pytest.mark.faults
def test_a_link_stays_private_where_a_part_of_the_page_fails(client, opened, monkeypatch):
    def fails(request):
        raise ValueError

    monkeypatch.setattr("home.pages.context_processors.menus", fails)
    response = client.get(opened[2])

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"


def test_a_link_opens_the_documents_of_its_statement_and_no_others(client, approver, opened):
    _page, link, address = opened
    other = NewsroomDocument.objects.create(
        title="Other", file=ContentFile(b"Words", name="other.txt")
    )
    below = client.get(address).text.split(f'href="{address}documents/')[1].split('"')[0]
    paper = f"documents/{below}"
    response = client.get(address + paper)

    assert b"".join(response) == b"Words"
    assert "no-store" in response["Cache-Control"]
    assert client.get(f"{address}documents/{other.token}/{other.filename}").status_code == 404
    assert client.get("/" + paper).status_code == 404
    revoke_link(link, user=approver)
    assert client.get(address + paper).status_code == 404


def test_a_link_shows_what_is_published_rather_than_later_drafts(client, opened):
    page, _link, address = opened
    page.save_revision().publish()
    page.title = "Half a thought"
    page.save_revision()

    assert "Half a thought" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    "how", ["expired", "revoked", "restricted", "unpublished and lifted", "other host", "forged"]
)
def test_a_link_that_has_ended_shows_nothing(client, office, approver, opened, how):
    page, link, address = opened
    host, moment = "localhost", timezone.now()
    if how == "expired":
        moment += DAY + datetime.timedelta(seconds=1)
    elif how == "revoked":
        revoke_link(link, user=approver)
    elif how == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    elif how == "unpublished and lifted":
        lift_embargo(page, user=approver, reason="It is off")
    elif how == "other host":
        make_office(hostname="other.localhost", is_default=False, name_en="Other", name_cy="Arall")
        host = "other.localhost"
    else:
        address = address[:-4] + "xxx/"
    with time_machine.travel(moment):
        response = client.get(address, headers={"host": host})

    assert response.status_code == 404
    assert "Marker" not in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert not EmbargoLinkOpening.objects.exists()


def test_after_the_embargo_the_link_leads_to_the_public_page(client, approver, opened):
    page, _link, address = opened
    page.save_revision().publish()
    lift_embargo(page, user=approver, reason="Said in the chamber")

    response = client.get(address)

    assert (response.status_code, response["Location"]) == (302, page.url)
