"""Bodies on pages: details of single blocks, and rules across blocks."""

import re

import pytest
from django.utils import translation
from wagtail.models import PageViewRestriction

from newsroom.blocks.related.block import StatementChooserBlock
from newsroom.blocks.video.players import player_address
from tests.browser.content import block, every_block, items
from tests.factories import make_image, make_statement

pytestmark = pytest.mark.any_database("renders bodies, which one column holds as a whole")


@pytest.fixture
def page(office, language):
    other = make_statement(office, language=language, title="Chosen")
    page = make_statement(office, language=language)
    image = make_image()
    page.body = every_block(language=language, wide=image, tall=image, related=[other.pk])
    page.save()
    return page


def test_a_body_with_every_block_names_speakers_sources_captions_and_sizes(page, client):
    html = client.get(page.url).text

    assert '<blockquote lang="' in html
    assert 'href="https://record.example.org/12345"' in html
    assert '<th scope="row">2024</th>' in html
    assert '<td class="number">402,950</td>' in html
    assert re.search(r"PDF, 46.9\s*KB", html)
    assert "Chosen" in html


def test_a_film_is_a_link_until_the_reader_asks(page, client):
    html = client.get(page.url).text

    assert "<iframe" not in html
    assert 'href="https://www.youtube.com/watch?v=aqz-KE-bpKQ"' in html
    assert 'data-player="https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1"' in html


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://youtu.be/aqz-KE-bpKQ", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ"),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789"),
        ("https://www.senedd.tv/Meeting/Archive/1", ""),
        ('https://youtube.com/watch?v="><script>', ""),
        ("https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ", ""),
    ],
)
def test_only_known_players_are_framed(address, player):
    assert player_address(address).partition("?")[0] == player


def test_related_statements_that_are_not_public_are_left_out(office, client):
    hidden = make_statement(office, title="Not yet", live=False)
    closed = make_statement(office, title="Closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    page = make_statement(office)
    page.body = [
        block("related", {"heading": "See also", "statements": items([hidden.pk, closed.pk])})
    ]
    page.save()

    html = client.get(page.url).text

    assert "See also" not in html
    assert "Not yet" not in html


def test_two_headings_with_the_same_words_have_different_anchors(office, client):
    page = make_statement(office)
    page.body = [block("heading", {"text": "What was asked", "level": "2"}) for _ in range(2)]
    page.save()

    html = client.get(page.url).text

    assert 'id="what-was-asked"' in html
    assert 'id="what-was-asked-2"' in html


def test_the_chooser_of_statements_speaks_each_editors_language(db):
    chooser = StatementChooserBlock(page_type="newsroom.ArticlePage")
    labels = {}
    for language in ("cy", "en"):
        with translation.override(language):
            labels[language] = str(chooser.widget.choose_one_text)
    assert labels["en"] == "Choose a statement"
    assert labels["cy"] == "Dewis datganiad"
