"""Tests of the permanent addresses of a statement's public versions."""

import datetime

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone
from wagtail.models import PageViewRestriction

from newsroom.addresses.citations import citation_path, version_path, versions_path
from newsroom.models import ArticlePage, StatementVersion
from newsroom.publishing.versions import withdraw_version
from newsroom.publishing.withdrawals import give_reason
from tests.factories import make_ready_image, make_statement

DAY = datetime.timedelta(days=1)
FIRST = datetime.datetime(2016, 6, 16, 9, tzinfo=datetime.UTC)
BANNERS = {
    "en": "Public from 16 June 2016, 10:00 to 18 June 2016, 10:00",
    "cy": "Cyhoeddus rhwng 16 Mehefin 2016, 10:00 a 18 Mehefin 2016, 10:00",
}


def make_pictured(office, language):
    """Return a statement with pictures, published with other words two days later."""
    image = make_ready_image()
    with time_machine.travel(FIRST, tick=False):
        page = make_statement(
            office, language=language, title="Before", text="Old words", publish=True
        )
        page.lead_image = image
        page.lead_image_alt = "A bridge"
        page.body = [
            ("paragraph", "<p>Old words</p>"),
            ("figure", {"image": image, "caption": "The bridge", "credit": ""}),
        ]
        page.save()
    StatementVersion.objects.all().delete()
    ArticlePage.objects.update(earlier_versions=0)
    with time_machine.travel(FIRST + 2 * DAY, tick=False):
        page = ArticlePage.objects.get(pk=page.pk)
        page.title = "After"
        page.body = [("paragraph", "<p>New words</p>")]
        page.save_revision().publish()
    page = ArticlePage.objects.get(pk=page.pk)
    assert page.earlier_versions == 1
    return page


@pytest.fixture
def page(office, language):
    return make_pictured(office, language)


def test_a_version_shows_the_text_of_its_time(client, page, language):
    response = client.get(version_path(page, 1))
    html = response.content.decode()

    assert response.status_code == 200
    assert f'<html lang="{language}"' in html
    assert response["Content-Language"] == language
    assert "Before" in html
    assert "Old words" in html
    assert "A bridge" in html
    assert "New words" not in html
    assert BANNERS[language] in html
    assert f'<link rel="canonical" href="{page.full_url}">' in html
    assert 'name="robots" content="noindex' in html
    assert f'href="{page.full_url}"' in html


def test_missing_pictures_do_not_break_a_version(client, page):
    page.lead_image.delete()
    response = client.get(version_path(page, 1))

    assert response.status_code == 200
    assert "Old words" in response.content.decode()


def test_the_statement_links_to_its_versions(client, page, language):
    list_address = versions_path(page)
    assert list_address in client.get(page.url).content.decode()

    html = client.get(list_address).content.decode()
    assert f'href="{version_path(page, 1)}"' in html
    assert f'<html lang="{language}"' in html


def test_numbers_and_days_lead_to_versions(client, office):
    page = make_pictured(office, "en")
    address = versions_path(page)
    first = version_path(page, 1)

    assert client.get(f"{address}2")["Location"] == page.url
    assert client.get(f"{address}2016-06-16")["Location"] == first
    assert client.get(f"{address}2016-06-17")["Location"] == first
    # What was public at the end of the day.
    assert client.get(f"{address}2016-06-18")["Location"] == version_path(page, 2)
    for unknown in ("0", "3", "01", "2016-06-15", "2016-02-31", "--", "9999999999"):
        assert client.get(f"{address}{unknown}").status_code == 404
    assert client.get(f"{citation_path(page)}/v/1")["Location"] == first
    assert client.get(f"{citation_path(page)}/v/")["Location"] == address
    assert client.get(f"{citation_path(page)}/cy/v/1").status_code == 404


@pytest.mark.parametrize("how", ["unpublished", "expired", "restricted", "deleted", "early"])
def test_nothing_is_shown_of_a_statement_that_is_not_public(client, office, how):
    page = make_pictured(office, "en")
    addresses = [version_path(page, 1), versions_path(page), f"{citation_path(page)}/v/1"]
    if how == "unpublished":
        page.unpublish()
    elif how == "deleted":
        page.delete()
    elif how == "restricted":
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        field = {"expired": "expire_at", "early": "go_live_at"}[how]
        sign = -1 if how == "expired" else 1
        ArticlePage.objects.filter(pk=page.pk).update(**{field: timezone.now() + sign * DAY})

    for address in addresses:
        response = client.get(address)
        assert response.status_code in (404, 410)
        assert "Old words" not in response.content.decode()
        assert "Before" not in response.content.decode()


@pytest.mark.parametrize("how", ["gone", "notice", "deleted"])
def test_versions_of_a_withdrawn_statement_answer_as_it_does(client, page, language, how):
    addresses = [version_path(page, 1), versions_path(page), f"{versions_path(page)}2016-06-16"]
    addresses += [f"{citation_path(page)}/v/1", f"{citation_path(page)}/v/"]
    unknown = f"{versions_path(page)}{'0' if how == 'deleted' else '3'}"
    if how == "deleted":
        page.delete()
    else:
        page.unpublish()
        reasons = {"en": "It named a child.", "cy": "Roedd yn enwi plentyn."}
        give_reason([page], reasons=reasons, answers_with_notice=how == "notice")

    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    for address in addresses:
        response = client.get(address)
        html = response.content.decode()
        assert response.status_code == (200 if how == "notice" else 410), address
        assert response["X-Robots-Tag"] == "noindex"
        assert f'<html lang="{language}"' in html
        assert how == "deleted" or reasons[language] in html
        assert "Old words" not in html
        assert "Before" not in html
    assert client.get(unknown).status_code == 404


def test_the_withdrawn_language_answers_for_itself(client, office):
    """Where the other language is public, only the addresses of the withdrawn one are gone."""
    page = make_pictured(office, "en")
    welsh = make_statement(office, language="cy", translation_of=page, publish=True)
    welsh.unpublish()

    assert client.get(versions_path(welsh)).status_code == 410
    assert client.get(version_path(welsh, 1)).status_code == 410
    assert client.get(version_path(page, 1)).status_code == 200
    assert client.get(f"{citation_path(page)}/v/1")["Location"] == version_path(page, 1)


def test_a_withdrawn_version_gives_the_reason_only(client, django_user_model, page):
    user = django_user_model.objects.create_user("publisher")
    version = StatementVersion.objects.get(page=page)
    withdraw_version(version, reason="It named a child.", user=user)

    response = client.get(version_path(page, 1))
    assert response.status_code == 410
    assert "It named a child." in response.content.decode()
    assert "Old words" not in response.content.decode()
    assert StatementVersion.objects.get(page=page).content == {}
