"""Tests of the metadata in the head of pages."""

import json
import re

import pytest

from newsroom.media.renditions import prepare_pending
from newsroom.models import ArticleTopic, Topic
from tests.factories import make_image, make_statement

pytestmark = pytest.mark.any_database(
    "renders heads from pages that the tests of pages and lists query"
)

OTHER = {"en": "cy", "cy": "en"}


def head_of(client, address: str) -> str:
    return client.get(address).content.decode().partition("</head>")[0]


def data_in(head: str) -> dict[str, dict]:
    """Return the parts of the JSON-LD by their type."""
    (text,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', head, re.DOTALL)
    return {part["@type"]: part for part in json.loads(text)["@graph"]}


@pytest.fixture
def pair(office, language):
    """A statement in both languages, with all data that a head can contain."""
    page = make_statement(
        office,
        language=language,
        title='Rivers </script><script>alert("1")</script> & <!-- lakes',
        summary="What is in them.",
        categories=office.categories[language][:1],
        lead_image=make_image(),
        lead_image_alt="A river",
    )
    topic = Topic.objects.create(site=office.site, locale=page.locale, name="Water", slug="water")
    ArticleTopic.objects.create(page=page, topic=topic)
    prepare_pending()
    other = make_statement(office, language=OTHER[language], title="Arall", translation_of=page)
    return page, other


def test_both_languages_link_to_each_other(client, pair, language):
    page, other = pair
    head = head_of(client, page.url)

    assert f'<link rel="canonical" href="http://localhost{page.url}">' in head
    for code, found in ((language, page), (OTHER[language], other)):
        assert f'hreflang="{code}" href="http://localhost{found.url}"' in head


def test_shared_links_show_title_summary_and_picture(client, pair, language):
    head = head_of(client, pair[0].url)
    properties = dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)">', head))

    assert properties["og:type"] == "article"
    assert properties["og:url"] == f"http://localhost{pair[0].url}"
    assert properties["og:description"] == "What is in them."
    assert properties["og:locale"] == f"{language}_GB"
    assert properties["og:site_name"] == "Mared Puw"
    assert properties["og:image"].startswith("http://localhost/media/")
    assert (properties["og:image:width"], properties["og:image:height"]) == ("960", "640")
    assert properties["og:image:alt"] == "A river"
    assert properties["article:tag"] == "Water"


def test_linked_data_describes_the_statement_with_any_title(client, pair, language):
    page, other = pair
    data = data_in(head_of(client, page.url))
    article = data["NewsArticle"]

    assert article["headline"] == page.title
    assert article["inLanguage"] == language
    assert article["dateCreated"] == "2016-06-16"
    assert article["datePublished"].startswith(str(page.first_published_at.year))
    assert article["author"]["@type"] == "Person"
    assert article["author"]["jobTitle"]
    assert article["publisher"]["@type"] == "Organization"
    assert article["workTranslation"] == {"@id": f"http://localhost{other.url}"}
    names = [step["name"] for step in data["BreadcrumbList"]["itemListElement"]]
    assert names == ["Mared Puw", page.get_parent().title, page.title]


def test_the_home_page_describes_the_member(client, office, language):
    data = data_in(head_of(client, office.homes[language].url))

    assert data["Person"]["name"] == "Mared Puw"


def test_lists_link_to_their_own_feeds(client, office, language):
    category = office.categories[language][0]
    make_statement(office, language=language, categories=[category])
    word = {"en": "category", "cy": "categori"}[language]
    address = f"{office.indexes[language].url}{word}/{category.slug}/"

    head = head_of(client, address)

    for name, media_type in (
        ("rss.xml", "rss+xml"),
        ("atom.xml", "atom+xml"),
        ("feed.json", "feed+json"),
    ):
        assert re.search(
            rf'type="application/{re.escape(media_type)}"[^>]+href="{address}{name}"', head
        )


def test_lists_link_to_the_same_list_in_the_other_language(client, office, language):
    index, other = office.indexes[language], office.indexes[OTHER[language]]
    make_statement(office, language=language)

    head = head_of(client, f"{index.url}2016/")

    assert f'hreflang="{OTHER[language]}" href="http://localhost{other.url}2016/"' in head
    assert "noindex" not in head


def test_an_empty_list_is_not_indexed(client, office, language):
    assert "noindex" in head_of(client, f"{office.indexes[language].url}1901/")


def test_pages_that_do_not_exist_have_a_plain_head(client, office):
    head = head_of(client, "/nothing-here/")

    assert "og:" not in head
    assert "canonical" not in head
