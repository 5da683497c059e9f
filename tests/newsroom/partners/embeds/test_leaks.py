"""No embed shows content that is not public."""

import re

import pytest

from newsroom.caching import state_token
from newsroom.partners.api import rate_limits
from tests.newsroom.partners.embeds.conftest import address, card

CANARY = re.compile(r"canary\w+")
QUESTIONS = ["", "?summaries=on&pictures=on&count=20", "?topic=rivers", "?category={category}"]


@pytest.fixture(autouse=True)
def _high_rate_limit(settings, db):
    settings.API_REQUESTS_PER_MINUTE = 10_000
    state_token.renew()


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_frame_shows_hidden_content(client, office, newsroom, language, question):
    question = question.format(category=office.categories[language][0].slug)
    for name in ("statements", "builder"):
        response = client.get(address(name, language=language) + question)
        assert response.status_code == 200
        assert not CANARY.findall(response.content.decode())


def test_hidden_and_unknown_cards_look_the_same(client, office, newsroom, language):
    missing = client.get(address("statement", language=language, citation="0" * 26))
    assert missing.status_code == 404
    for page in newsroom[language][1]:
        response = client.get(card(page, language=language))
        assert (response.status_code, response.content) == (404, missing.content)


def test_public_cards_show_no_hidden_content(client, office, newsroom, language):
    for page in newsroom[language][0]:
        response = client.get(card(page, language=language))
        assert response.status_code == 200
        assert not CANARY.findall(response.content.decode())


def test_the_oembed_provider_shows_no_hidden_content(client, office, newsroom, language):
    missing = client.get("/oembed", {"url": "http://localhost/nothing/"})
    for page in newsroom[language][1]:
        response = client.get("/oembed", {"url": page.get_full_url()})
        assert (response.status_code, response.content) == (404, missing.content)
    for page in newsroom[language][0]:
        response = client.get("/oembed", {"url": page.get_full_url()})
        assert response.status_code == 200
        assert not CANARY.findall(response.content.decode())


def test_a_withdrawn_statement_leaves_every_embed(client, office, newsroom, language):
    page = newsroom[language][0][1]
    url = page.get_full_url()
    listed = address("statements", language=language)
    assert page.title in client.get(listed).content.decode()
    page.unpublish()

    rate_limits.clear_leases()
    assert page.title not in client.get(listed).content.decode()
    assert client.get(card(page, language=language)).status_code == 404
    assert client.get("/oembed", {"url": url}).status_code == 404
