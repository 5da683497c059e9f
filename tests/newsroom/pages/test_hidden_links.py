"""A link in a text to what is not public is plain text at every exit."""

import datetime
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from newsroom.addresses.citations import version_path
from newsroom.models import ArticlePage, Embargo, NewsroomDocument, StatementVersion
from newsroom.translation.written_language import record_written_language
from tests.factories import make_statement

HOUR = datetime.timedelta(hours=1)
FEEDS = ("rss.xml", "atom.xml", "feed.json")


def rich(kind: str, numbers: list[int]) -> str:
    links = " ".join(f'<a linktype="{kind}" id="{pk}">words {pk}</a>' for pk in numbers)
    return f"<p>{links}</p>"


def blocks(kind: str, numbers: list[int]) -> list[dict[str, object]]:
    """Return a block of each kind that may hold rich text, each with all links."""
    text = rich(kind, numbers)
    table = {
        "caption": "",
        "columns": [{"type": "rich_text", "heading": "Note"}],
        "rows": [{"values": [text]}],
    }
    return [
        {"type": "paragraph", "value": text},
        {"type": "callout", "value": {"heading": "", "text": text}},
        {"type": "quotation", "value": {"words": text, "speaker": "", "role": "", "source": ""}},
        {"type": "table", "value": {"table": table, "source": ""}},
    ]


def with_body(page, stored):
    page.body = json.dumps(stored)
    page.save()
    return page


@pytest.fixture
def hidden(office, language) -> list[ArticlePage]:
    """Return a page in each state that is not public; its slug begins with "canary"."""

    def make(name: str, **fields):
        return make_statement(office, language=language, title=f"canary {name}", **fields)

    pages = [
        make("draft", live=False),
        make("early", go_live_at=timezone.now() + HOUR),
        make("expired", expire_at=timezone.now() - HOUR),
        make("restricted"),
        make("embargoed"),
    ]
    PageViewRestriction.objects.create(page=pages[3], restriction_type="login")
    Embargo.objects.create(page=pages[4], until=timezone.now() + HOUR)
    return pages


@pytest.fixture
def page(office, language, hidden):
    """Return a public statement, home page and version with links to all of them."""
    numbers = [row.pk for row in hidden] + [99_999]
    page = with_body(make_statement(office, language=language), blocks("page", numbers))
    home = office.homes[language]
    home.about = rich("page", numbers)
    home.save()
    # The English words of this test are public in both languages here.
    record_written_language(page, "")
    page.summary = "Later words"  # records the text before as an earlier version
    page.save()
    record_written_language(page, "")
    return page


def test_no_exit_prints_the_address_of_a_hidden_page(client, office, language, page, hidden):
    index = office.indexes[language].url
    versions = StatementVersion.objects.filter(page=page).count()
    for address in (
        page.url,
        office.homes[language].url,
        version_path(page, versions),
        f"/api/v1/statements/{page.pk}/",
        f"/api/v1/pages/{office.homes[language].pk}/",
        *(f"{index}{name}" for name in FEEDS),
    ):
        response = client.get(address)
        assert response.status_code == 200, address
        assert "canary" not in response.text, address
        for row in hidden:
            assert f"words {row.pk}" in response.text, address
            assert f">words {row.pk}</a>" not in response.text, address


def test_a_link_leads_to_the_public_page_in_the_readers_language(client, office, language):
    others = {
        code: make_statement(office, language=code, title=f"Target {code}") for code in ("en", "cy")
    }
    ArticlePage.objects.filter(pk=others["cy"].pk).update(
        translation_key=others["en"].translation_key
    )
    target = others["en" if language == "cy" else "cy"]
    page = with_body(make_statement(office, language=language), blocks("page", [target.pk]))

    html = client.get(page.url).text
    assert html.count(f'<a href="{others[language].url}">words {target.pk}</a>') == 4
    feed = client.get(f"{office.indexes[language].url}feed.json").json()
    texts = [item["content_html"] for item in feed["items"] if item["title"] == page.title]
    assert texts[0].count(f'<a href="{others[language].full_url}">') == 4


def test_all_links_of_a_page_and_of_a_feed_cost_one_query(client, office):
    targets = [make_statement(office, title=f"Target {number}") for number in range(6)]
    documents = [
        NewsroomDocument.objects.create(title=f"Paper {number}", file=f"{number}.pdf")
        for number in range(6)
    ]

    def queries(address: str, number: int) -> int:
        page = ArticlePage.objects.get(pk=targets[0].pk)
        pages = [row.pk for row in targets[1 : number + 1]]
        files = [row.pk for row in documents[:number]]
        with_body(page, blocks("page", pages) + blocks("document", files))
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).text.count("words ") == 8 * number
        return len(captured)

    for address in (targets[0].url, f"{office.indexes['en'].url}feed.json"):
        none = queries(address, 0)
        assert queries(address, 1) == queries(address, 5) <= none + 2


def test_documents_of_restricted_collections_are_not_named_on_public_pages(client, office):
    closed = Collection.get_first_root_node().add_child(name="Closed")
    below = closed.add_child(name="Below")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    paper, other = (
        NewsroomDocument.objects.create(title=title, file=f"{title}.pdf", collection=collection)
        for title, collection in (("canary", below), ("open", Collection.get_first_root_node()))
    )
    block = {"type": "document", "value": {"document": paper.pk, "title": "", "description": ""}}
    stored = [*blocks("document", [paper.pk, other.pk]), block]
    page = with_body(make_statement(office), stored)

    for address in (
        page.url,
        f"/api/v1/statements/{page.pk}/",
        f"{office.indexes['en'].url}atom.xml",
    ):
        text = client.get(address).text
        assert other.url in text, address
        assert "canary" not in text, address


def test_a_restricted_page_links_to_what_its_readers_may_read(admin_client, office):
    index = office.indexes["en"]
    PageViewRestriction.objects.create(page=index, restriction_type="login")
    target = make_statement(office, title="Also for members")
    draft = make_statement(office, title="canary", live=False)
    page = with_body(make_statement(office), blocks("page", [target.pk, draft.pk]))

    html = admin_client.get(page.url).text
    assert html.count(f'<a href="{target.url}">') == 4
    assert "canary" not in html


def test_a_redirect_does_not_name_a_page_that_is_not_public(client, admin_client, office, hidden):
    for number, target in enumerate(hidden):
        Redirect.add_redirect(f"/short-{number}", target)
        assert client.get(f"/short-{number}/").status_code in (404, 410)
    # Who may read a restricted page is led to it.
    assert admin_client.get("/short-3/").url.endswith(hidden[3].url)
