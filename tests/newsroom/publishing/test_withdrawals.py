"""Tests of addresses whose page was withdrawn, has expired or has moved."""

import datetime

import pytest
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import StandardPage
from newsroom.models import Withdrawal
from tests.factories import make_statement

HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def statement(office, language):
    return make_statement(office, language=language, title="Once public")


def test_an_unpublished_statement_is_gone(client, statement, language):
    address = statement.url
    statement.unpublish()

    response = client.get(address)

    assert response.status_code == 410
    assert f'<html lang="{language}"' in response.content.decode()
    assert statement.title not in response.content.decode()


def test_a_deleted_statement_is_gone(client, statement):
    address = statement.url
    statement.delete()

    assert client.get(address).status_code == 410


def test_a_deleted_section_is_gone_with_its_descendants(client, office, language):
    locale = office.homes[language].locale
    parent = StandardPage(
        title="About", slug="about", locale=locale, first_published_at=timezone.now()
    )
    office.homes[language].add_child(instance=parent)
    child = StandardPage(
        title="Region", slug="region", locale=locale, first_published_at=timezone.now()
    )
    parent.add_child(instance=child)
    addresses = [parent.url, child.url]

    parent.delete()

    assert [client.get(address).status_code for address in addresses] == [410, 410]


def test_an_expired_statement_is_gone_before_the_worker_records_it(client, office, language):
    page = make_statement(office, language=language, expire_at=timezone.now() - HOUR)

    assert client.get(page.url).status_code == 410


def test_publishing_again_clears_the_withdrawal(client, statement):
    statement.unpublish()
    statement.save_revision().publish()

    assert client.get(statement.url).status_code == 200
    assert not Withdrawal.objects.exists()


def test_a_page_that_was_never_public_is_not_found(client, office, language):
    draft = make_statement(office, language=language, live=False)
    private = make_statement(office, language=language, title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    early = make_statement(
        office, language=language, title="Early", go_live_at=timezone.now() + HOUR
    )
    addresses = [page.url for page in (draft, private, early)]
    for page in (private, early):
        page.unpublish()
    draft.delete()

    assert not Withdrawal.objects.exists()
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def rename(page, slug, capture_on_commit) -> None:
    """Give the page another slug. Wagtail creates redirects after the commit."""
    with capture_on_commit(execute=True):
        page.slug = slug
        page.save_revision().publish()


def test_a_new_address_redirects_from_the_old_one(
    client, statement, django_capture_on_commit_callbacks
):
    old = statement.url
    rename(statement, "new-address", django_capture_on_commit_callbacks)

    response = client.get(old)

    assert response.status_code == 301
    assert response.url.endswith("/new-address/")
    assert client.get(response.url).status_code == 200


def test_a_renamed_section_redirects_for_its_descendants(
    client, office, language, statement, django_capture_on_commit_callbacks
):
    old = statement.url
    rename(office.indexes[language], "bulletins", django_capture_on_commit_callbacks)
    statement.refresh_from_db()

    response = client.get(old)

    assert response.status_code == 301
    assert response.url.endswith(statement.url)
    assert "/bulletins/" in statement.url


def test_an_old_address_of_a_deleted_statement_is_gone_too(
    client, statement, django_capture_on_commit_callbacks
):
    old = statement.url
    rename(statement, "new-address", django_capture_on_commit_callbacks)
    statement.delete()

    assert client.get(old).status_code == 410


def test_an_address_that_never_existed_is_not_found(client, office, language):
    assert client.get(f"{office.indexes[language].url}never-there/").status_code == 404


def test_a_null_character_in_an_address_is_not_found(client, office):
    assert client.get("/news/%00/").status_code == 404
