"""Frames on other sites: content, refused parameters, and who may embed them."""

import re
from datetime import date

import pytest

from newsroom.media.pictures import filter_specs
from newsroom.models import ArticleTopic, Topic
from tests.factories import make_image, make_office, make_ready_image, make_statement
from tests.newsroom.partners.embeds.conftest import address, card

WRONG = [
    ("colour=red", "colour"),
    ("count=3&count=4", "count"),
    ("count=0", "count"),
    ("count=21", "count"),
    ("count=many", "count"),
    ("theme=pink", "theme"),
    ("category=nonsense", "nonsense"),
    ("topic=nonsense", "nonsense"),
    ("heading=" + "x" * 121, "heading"),
]


def policy(response) -> dict[str, list[str]]:
    parts = [part.split() for part in response["Content-Security-Policy"].split(";") if part]
    return {name: sources for name, *sources in parts}


def titles(response) -> list[str]:
    return re.findall(r"<h2><a [^>]*>([^<]*)</a></h2>", response.content.decode())


def frame(client, language, **parameters):
    return client.get(address("statements", language=language), parameters)


def test_it_shows_the_latest_statements_of_its_language(client, office, language):
    other = {"en": "cy", "cy": "en"}[language]
    for number in range(7):
        make_statement(
            office, language=language, title=f"Number {number}", date=date(2020, 1, number + 1)
        )
    make_statement(office, language=other, title="In the other language", date=date(2021, 1, 1))

    assert titles(frame(client, language)) == [f"Number {number}" for number in (6, 5, 4, 3, 2)]
    assert titles(frame(client, language, count=2)) == ["Number 6", "Number 5"]
    text = frame(client, language).content.decode()
    assert f'<html lang="{language}"' in text
    assert office.indexes[language].url in text


def test_any_page_may_embed_it_and_nothing_is_inline(client, office, language):
    page = make_statement(office, language=language)
    held = [address("statements", language=language), card(page, language=language)]
    held += [f"{held[0]}?count=0", card(page, language=language).replace("/?", "x/?") + "?theme=x"]
    for path in held:
        response = client.get(path)
        found = policy(response)
        assert not response.has_header("X-Frame-Options")
        assert found["frame-ancestors"] == ["*"]
        assert found["default-src"] == found["connect-src"] == found["form-action"] == ["'none'"]
        assert found["script-src"] == found["style-src"] == found["img-src"] == ["'self'"]
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert not response.cookies
        assert not re.search(rb"<script>|<style|\sstyle=|\son[a-z]+=", response.content)


def test_no_other_page_may_be_embedded(client, office, language):
    page = make_statement(office, language=language)
    for path in [page.url, address("builder", language=language), "/embed/v1.js", "/oembed"]:
        response = client.get(path)
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert policy(response)["frame-ancestors"] == ["'self'"]


def test_links_open_outside_the_frame(client, office, language):
    page = make_statement(office, language=language)
    for path in [address("statements", language=language), card(page, language=language)]:
        links = re.findall(r"<a [^>]*>", client.get(path).content.decode())
        assert len(links) >= 3
        assert all('target="_top"' in link and 'rel="noopener"' in link for link in links)


def test_a_category_is_accepted_in_any_language(client, office, language):
    other = {"en": "cy", "cy": "en"}[language]
    own = office.categories[language]
    make_statement(office, language=language, title="Filed", categories=own[:1])
    make_statement(office, language=language, title="Elsewhere", categories=own[1:2])

    for slug in (own[0].slug, office.categories[other][0].slug):
        response = frame(client, language, category=slug)
        assert titles(response) == ["Filed"]
        assert own[0].slug in re.search(r"<footer>.*", response.content.decode())[0]
    both = ",".join(row.slug for row in own[:2])
    assert len(titles(frame(client, language, category=both))) == 2


def test_a_topic_filters(client, office, language):
    locale = office.indexes[language].locale
    topic = Topic.objects.create(site=office.site, locale=locale, name="Rivers", slug="rivers")
    about = make_statement(office, language=language, title="On rivers")
    ArticleTopic.objects.create(page=about, topic=topic)
    make_statement(office, language=language, title="On roads")

    assert titles(frame(client, language, topic="rivers")) == ["On rivers"]


def test_summaries_and_pictures_are_optional(client, office, language):
    make_statement(office, language=language, summary="In short.", lead_image=make_ready_image())

    plain = frame(client, language).content.decode()
    full = frame(client, language, summaries="on", pictures="on").content.decode()

    assert "In short." not in plain
    assert "<img" not in plain
    assert "In short." in full
    assert '<img src="/media/' in full


def test_a_heading_is_escaped(client, office, language):
    text = frame(client, language, heading="<b>Ours</b> & “yours”").content.decode()
    assert "<h1>&lt;b&gt;Ours&lt;/b&gt; &amp; “yours”</h1>" in text


@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_a_theme_is_applied(client, office, theme):
    page = make_statement(office)
    for path in [address("statements", language="en"), card(page, language="en")]:
        assert f'class="theme-{theme}"' in client.get(path, {"theme": theme}).content.decode()


@pytest.mark.parametrize(("question", "named"), WRONG)
def test_an_invalid_parameter_is_named(client, office, language, question, named):
    response = client.get(f"{address('statements', language=language)}?{question}")
    assert response.status_code == 400
    assert named in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_odd_characters_are_refused(client, office, language):
    for question in ("category=%00", "heading=%00", "theme=%00"):
        assert frame(client, language).status_code == 200
        path = f"{address('statements', language=language)}?{question}"
        assert client.get(path).status_code == 400


def test_an_empty_list_says_so(client, office, language):
    assert 'class="nothing"' in frame(client, language).content.decode()


def test_frames_may_be_cached_for_a_minute(client, office, language):
    page = make_statement(office, language=language)
    for path in [address("statements", language=language), card(page, language=language)]:
        response = client.get(path)
        assert "public, max-age=60" in response["Cache-Control"]
        assert not response.has_header("Vary")
        assert client.get(path, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_the_rate_limit_of_the_api_applies(client, office, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    path = address("statements", language="en")
    answers = [client.get(path) for _ in range(4)]
    refused = answers[-1]
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) >= 1
    assert not refused.has_header("X-Frame-Options")


def test_a_card_shows_one_statement(client, office, language):
    page = make_statement(
        office,
        language=language,
        title="The <b> one",
        summary="In short.",
        lead_image=make_ready_image(),
    )
    text = client.get(card(page, language=language)).content.decode()
    assert "The &lt;b&gt; one" in text
    assert "In short." in text
    assert "<img" in text
    assert 'class="untranslated"' not in text


def test_a_card_without_translation_says_so(client, office, language):
    other = {"en": "cy", "cy": "en"}[language]
    page = make_statement(office, language=other, title="Untranslated")
    text = client.get(card(page, language=language)).content.decode()
    assert 'class="untranslated"' in text
    assert f'<h1 lang="{other}">' in text


def test_a_card_of_another_site_is_refused(client, office, language):
    elsewhere = make_office(
        hostname="elsewhere.example", is_default=False, name_en="Else", name_cy="Arall"
    )
    page = make_statement(elsewhere, language=language, title="Theirs")
    path = card(page, language=language)
    assert client.get(path).status_code == 404
    assert client.get(path, headers={"host": "elsewhere.example"}).status_code == 200
    theirs = client.get(
        address("statements", language=language), headers={"host": "elsewhere.example"}
    )
    assert titles(theirs) == ["Theirs"]
    assert titles(frame(client, language)) == []


def test_the_number_of_queries_is_constant(
    client, office, language, settings, django_assert_num_queries
):
    settings.API_REQUESTS_PER_MINUTE = 10_000  # most requests then need no query for the rate limit
    image = make_image()
    for listed in filter_specs(image).values():
        for spec in listed:
            image.get_rendition(spec)
    for number in range(20):
        make_statement(office, language=language, title=f"Number {number}", lead_image=image)
    question = {"summaries": "on", "pictures": "on"}
    frame(client, language, **question)
    for count in (1, 20):
        # State, restrictions, statements, images and their renditions; site, office, index.
        with django_assert_num_queries(8):
            response = frame(client, language, count=count, **question)
        assert len(titles(response)) == count
