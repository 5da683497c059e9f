"""oEmbed responses, and what they do not reveal."""

import json
import re
from html import unescape
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from wagtail.contrib.redirects.models import Redirect

from newsroom.addresses.citations import citation_path
from tests.factories import make_office, make_ready_image, make_statement


def ask(client, url: str, **parameters):
    return client.get("/oembed", {"url": url, **parameters})


def absolute_url(page) -> str:
    return page.get_full_url()


def frame_of(document: dict) -> dict[str, str]:
    """Return the attributes of the frame in `html`."""
    assert re.fullmatch(r"<iframe( [a-z]+=\"[^\"<>]*\")+></iframe>", document["html"])
    pairs = re.findall(r' ([a-z]+)="([^"]*)"', document["html"])
    return {name: unescape(value) for name, value in pairs}


def test_a_statement_becomes_a_card(client, office, language):
    page = make_statement(office, language=language, title="A “last” bus & <more>")
    response = ask(client, absolute_url(page))
    document = json.loads(response.content)

    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert document["version"] == "1.0"
    assert document["type"] == "rich"
    assert document["title"] == page.title
    assert document["author_name"] == document["provider_name"] == "Mared Puw"
    assert document["author_url"] == office.homes[language].get_full_url()
    frame = frame_of(document)
    assert frame["title"] == page.title
    assert frame["lang"] == language
    assert (int(frame["width"]), int(frame["height"])) == (document["width"], document["height"])
    assert "allow-same-origin" not in frame["sandbox"]
    assert client.get(frame["src"]).status_code == 200
    assert "thumbnail_url" not in document


def test_pages_link_to_the_provider(client, office, language):
    page = make_statement(office, language=language, title="Found")
    text = client.get(page.url).content.decode()
    links = dict(
        re.findall(
            r'<link rel="alternate" type="(\S+)\+oembed" title="Found" href="([^"]+)">', text
        )
    )
    assert links.keys() == {"application/json", "text/xml"}
    assert client.get(unescape(links["application/json"])).json()["title"] == "Found"
    assert b"<title>Found</title>" in client.get(unescape(links["text/xml"])).content
    assert "oembed" not in client.get(office.indexes[language].url).content.decode()


def test_xml_has_the_same_values(client, office, language):
    page = make_statement(office, language=language, title="Dŵr & <b>\x0bheb</b>")
    response = ask(client, absolute_url(page), format="xml")
    tree = ElementTree.fromstring(response.content)  # noqa: S314  (our own)
    document = ask(client, absolute_url(page), format="json").json()

    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert tree.tag == "oembed"
    held = {child.tag: child.text for child in tree}
    assert held["title"] == document["title"].replace("\x0b", "")
    assert held.keys() == document.keys()
    assert held["html"] == document["html"].replace("\x0b", "")


def test_the_lead_picture_is_the_thumbnail(client, office, language):
    page = make_statement(office, language=language, lead_image=make_ready_image())
    client.get(page.url)  # renders the page, which makes a rendition
    document = ask(client, absolute_url(page)).json()
    assert document["thumbnail_url"].startswith("http://localhost/media/images/")
    assert document["thumbnail_width"] > document["thumbnail_height"] > 0


def test_a_card_respects_the_maximum_size(client, office):
    page = make_statement(office)
    document = ask(client, absolute_url(page), maxwidth="320", maxheight="200").json()
    assert (document["width"], document["height"]) == (320, 200)
    assert ask(client, absolute_url(page), maxwidth="5000").json()["width"] == 600


def test_previous_urls_and_citations_are_accepted(client, office, language):
    page = make_statement(office, language=language, title="Moved")
    before = "http://localhost/old/address/"
    Redirect.objects.create(site=office.site, old_path="/old/address", redirect_page=page)

    for url in (
        before,
        absolute_url(page),
        f"http://localhost{citation_path(page)}",
        absolute_url(page) + "?a=b#c",
    ):
        assert ask(client, url).json()["title"] == "Moved", url


def test_unknown_parameters_are_ignored(client, office):
    page = make_statement(office)
    assert ask(client, absolute_url(page), dnt="1", discover="true").status_code == 200
    assert client.get(f"/oembed/?url={quote(absolute_url(page))}").status_code == 200


@pytest.mark.parametrize(
    ("question", "status"),
    [
        ("", 400),
        ("url=", 400),
        ("url=http://localhost/news/&format=yaml", 501),
        ("url=http://localhost/news/&maxwidth=wide", 400),
        ("url=http://localhost/news/&maxheight=0", 400),
        ("url=http://localhost/news/&maxheight=99999999999", 400),
    ],
)
def test_invalid_requests_are_named(client, office, question, status):
    response = client.get(f"/oembed?{question}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["parameter"] in ("url", "format", "maxwidth", "maxheight")


def test_hidden_statements_get_one_response(client, office, language):
    draft = make_statement(office, language=language, title="Canary draft", live=False)
    withdrawn = make_statement(office, language=language, title="Canary gone", publish=True)
    withdrawn.unpublish()
    nothing = [
        absolute_url(draft),
        "http://localhost" + citation_path(draft),
        "http://localhost" + withdrawn.url_path,
        absolute_url(office.indexes[language]) + withdrawn.slug + "/",
        absolute_url(office.indexes[language]),
        absolute_url(office.homes[language]),
        "http://localhost/nonsense/",
        "http://localhost/%00/",
        "http://localhost/\0/",
        "http://localhost/s/nonsense",
        "http://elsewhere.example/news/",
        "http://localhost:99999999/",
        "http://[",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "nonsense",
    ]
    answers = {
        (response.status_code, response.content) for response in (ask(client, u) for u in nothing)
    }
    assert len(answers) == 1
    status, body = answers.pop()
    assert status == 404
    assert b"Canary" not in body


def test_the_url_determines_the_site(client, office, language):
    elsewhere = make_office(
        hostname="elsewhere.example", is_default=False, name_en="Else", name_cy="Arall"
    )
    page = make_statement(elsewhere, language=language, title="Theirs", slug="same")
    make_statement(office, language=language, title="Ours", slug="same")
    document = ask(client, absolute_url(page)).json()
    assert document["title"] == "Theirs"
    assert document["author_name"] == {"en": "Else", "cy": "Arall"}[language]
    assert frame_of(document)["src"].startswith("http://elsewhere.example/")
    assert (
        ask(client, absolute_url(page).replace("elsewhere.example", "localhost")).json()["title"]
        == "Ours"
    )


def test_responses_may_be_cached_and_read_by_other_origins(client, office):
    page = make_statement(office)
    found, missing = ask(client, absolute_url(page)), ask(client, "http://localhost/nothing/")
    assert "public, max-age=60" in found["Cache-Control"]
    assert "max-age=10" in missing["Cache-Control"]
    for response in (found, missing):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert not response.has_header("Access-Control-Allow-Credentials")
        assert not response.cookies
    assert found.json()["cache_age"] == 300


def test_the_rate_limit_of_the_api_applies(client, office, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    statuses = [ask(client, "http://localhost/nothing/").status_code for _ in range(4)]
    assert statuses[-1] == 429


def test_write_methods_are_refused(client, office):
    assert client.post("/oembed", {"url": "http://localhost/"}).status_code == 405
