"""Tests of withdrawing a page with a reason."""

import pytest
from django.urls import reverse

from newsroom.addresses.citations import citation_path
from newsroom.models import ArticlePage, Withdrawal
from tests.factories import make_statement
from tests.newsroom.editors import log_in

REASONS = {"reason_en": "A person was named.", "reason_cy": "Enwyd person."}


@pytest.fixture
def pair(office, language):
    other = "cy" if language == "en" else "en"
    page = make_statement(office, language=language, publish=True)
    return page, make_statement(
        office, language=other, slug="other", translation_of=page, publish=True
    )


def unpublish(office, page, **data):
    client = log_in(office)
    address = reverse("wagtailadmin_pages:unpublish", args=[page.pk])
    return address, client, client.post(address, data)


@pytest.mark.parametrize(("answer", "status"), [("", 410), ("notice", 200)])
def test_the_address_gives_the_reason_in_its_language(client, office, pair, answer, status):
    page, other = pair
    unpublish(office, page, **REASONS, answer=answer)

    for each in (page, other):
        code = each.locale.language_code
        response = client.get(each.url)
        html = response.content.decode()
        assert response.status_code == status
        assert REASONS[f"reason_{code}"] in html
        assert f'<html lang="{code}"' in html
        assert 'name="robots" content="noindex' in html
        assert each.title not in html
    response = client.get(citation_path(page), headers={"Accept-Language": "cy"})
    assert response.status_code == status
    assert REASONS["reason_cy"] in response.content.decode()


def test_a_page_that_is_public_again_has_no_reason(client, office, pair):
    page, _other = pair
    unpublish(office, page, **REASONS)
    ArticlePage.objects.get(pk=page.pk).save_revision().publish()

    assert client.get(page.url).status_code == 200
    assert client.get(citation_path(page)).status_code == 302
    assert not Withdrawal.objects.filter(page_id=page.pk).exists()


@pytest.mark.parametrize(
    "data",
    [{"reason_en": "Only one."}, {"answer": "notice"}, {**REASONS, "reason_cy": "x" * 501}],
    ids=["one language", "notice without reason", "too long"],
)
def test_a_reason_that_is_not_in_order_is_asked_for_again(office, pair, data):
    page, _other = pair
    address, client, response = unpublish(office, page, **data)

    assert response["Location"].startswith(f"{address}?")
    page.refresh_from_db()
    assert page.live
    html = client.get(response["Location"]).content.decode()
    assert data.get("reason_en", "") in html


def test_one_language_needs_one_reason(client, office, pair):
    page, other = pair
    code = page.locale.language_code
    data = {f"reason_{code}": REASONS[f"reason_{code}"], "only_this_language": "1"}
    _address, _client, response = unpublish(office, page, **data)

    assert response.status_code == 302
    assert REASONS[f"reason_{code}"] in client.get(page.url).content.decode()
    assert client.get(other.url).status_code == 200
    # The permanent address leads to the language that is left.
    assert client.get(citation_path(page))["Location"] == other.url


def test_without_a_reason_it_is_gone_as_before(client, office, pair):
    page, _other = pair
    unpublish(office, page)

    assert client.get(page.url).status_code == 410


def test_a_deleted_statement_is_gone_at_its_permanent_address(client, office):
    page = make_statement(office, publish=True)
    address = citation_path(page)
    page.delete()

    assert client.get(address).status_code == 410
