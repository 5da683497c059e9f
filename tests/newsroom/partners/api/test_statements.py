"""Endpoints of statements: lists, filters, order, pagination and single statements."""

import datetime
import uuid

import pytest

from newsroom.addresses.citations import decode_citation, encode_citation
from newsroom.models import ArticlePage, ArticleTopic, Topic
from tests.factories import make_ready_image, make_statement


def titles(reply) -> list[str]:
    return [row["title"] for row in reply.document["items"]]


def test_a_list_has_public_statements_of_all_languages_newest_first(ask, office):
    make_statement(office, title="Old", date=datetime.date(2015, 1, 1))
    make_statement(office, title="Newydd", language="cy", date=datetime.date(2017, 1, 1))
    make_statement(office, title="Draft", live=False)
    reply = ask("statements/")
    assert reply.status == 200
    assert titles(reply) == ["Newydd", "Old"]
    assert reply.document["next"] is None


def test_a_statement_has_the_texts_of_its_page(ask, office, language):
    category = office.categories[language][0]
    page = make_statement(
        office,
        language=language,
        title="Words",
        text="The words.",
        summary="In short.",
        lead_image=make_ready_image(),
        lead_image_alt="A bus",
        categories=[category],
    )
    document = ask(f"statements/{page.pk}/").document
    path = "/cy/newyddion/words/" if language == "cy" else "/news/words/"
    assert document["html_path"] == path
    assert document["url"].endswith(f"localhost{path}")
    assert document["language"] == language
    assert document["summary"] == "In short."
    assert document["image"]["alt"] == "A bus"
    assert document["image"]["width"] == 60
    assert "<p>The words.</p>" in document["body"]["html"]
    assert document["body"]["blocks"][0]["value"] == {"html": "<p>The words.</p>"}
    assert document["citation_url"].endswith(f"/s/{encode_citation(page.translation_key)}")
    response_language = ask(f"statements/{page.pk}/").headers["Content-Language"]
    assert response_language == language


def test_translations_refer_to_each_other(ask, office):
    english = make_statement(office, title="Bus")
    welsh = make_statement(office, title="Bws", language="cy", translation_of=english)
    document = ask(f"statements/{english.pk}/").document
    assert [(row["language"], row["id"]) for row in document["translations"]] == [("cy", welsh.pk)]
    assert document["translations"][0]["api_url"].endswith(f"/api/v1/statements/{welsh.pk}/")
    ArticlePage.objects.filter(pk=welsh.pk).update(live=False)
    assert ask(f"statements/{english.pk}/").document["translations"] == []


def test_lists_omit_the_body_by_default(ask, office):
    make_statement(office, title="One")
    assert "body" not in ask("statements/").document["items"][0]
    assert set(ask("statements/", fields="title, body").document["items"][0]) == {
        *("id", "type", "title", "body")
    }
    assert "body" in ask("statements/", fields="*").document["items"][0]


def test_pagination_is_stable_while_statements_are_added(ask, office):
    for number in range(7):
        make_statement(office, title=f"S{number}", date=datetime.date(2016, 1, 1 + number // 2))
    seen, address = [], "statements/"
    reply = ask(address, limit=3)
    while True:
        seen += titles(reply)
        if not reply.document["next"]:
            break
        make_statement(office, title=f"New{len(seen)}", date=datetime.date(2026, 1, 1))
        reply = ask(reply.document["next"].replace("http://testserver", ""))
    assert sorted(seen) == [f"S{number}" for number in range(7)]


@pytest.mark.parametrize(
    "sort", ["date", "-date", "published_at", "-published_at", "updated_at", "-updated_at"]
)
def test_pagination_has_no_gaps_in_any_order(ask, office, sort):
    for number in range(5):
        make_statement(office, title=f"S{number}", date=datetime.date(2016, 1, 5 - number))
    ArticlePage.objects.filter(title="S2").update(first_published_at=None, last_published_at=None)
    whole = titles(ask("statements/", sort=sort))
    seen, reply = [], ask("statements/", sort=sort, limit=2)
    while True:
        seen += titles(reply)
        if not reply.document["next"]:
            break
        reply = ask(reply.document["next"].replace("http://testserver", ""))
    assert seen == whole
    assert len(seen) == 5


def test_a_cursor_of_another_order_is_refused(ask, office):
    for number in range(3):
        make_statement(office, title=f"S{number}")
    address = ask("statements/", limit=1).document["next"]
    reply = ask(address.replace("http://testserver", "") + "&sort=date")
    assert (reply.status, reply.document["parameter"]) == (422, "cursor")


def test_filters_are_combined(ask, office, language):
    category = office.categories[language][0]
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes[language].locale, name="Buses", slug="buses"
    )
    page = make_statement(
        office,
        language=language,
        title="Right",
        date=datetime.date(2016, 5, 5),
        categories=[category],
    )
    ArticleTopic.objects.create(page=page, topic=topic)
    make_statement(office, language=language, title="Wrong", date=datetime.date(2016, 5, 5))
    asked = {"category": category.slug, "topic": "buses", "language": language}
    dates = {"date_from": "2016-05-05", "date_to": "2016-05-05"}
    assert titles(ask("statements/", **asked, **dates)) == ["Right"]
    assert titles(ask("statements/", **asked, date_from="2016-05-06")) == []
    document = ask("statements/", **asked).document["items"][0]
    assert document["categories"][0]["slug"] == category.slug
    assert document["topics"][0]["url"].endswith(
        "/cy/newyddion/pwnc/buses/" if language == "cy" else "/news/topic/buses/"
    )


def test_since_compares_the_publication_date(ask, office):
    old = make_statement(office, title="Old", date=datetime.date(2026, 1, 1))
    moment = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    ArticlePage.objects.filter(pk=old.pk).update(last_published_at=moment)
    make_statement(office, title="New", date=datetime.date(2010, 1, 1))
    assert titles(ask("statements/", since="2020-01-02T00:00:00Z")) == ["New"]
    assert titles(ask("statements/", since="2020-01-01T00:00:00Z")) == ["Old", "New"]
    assert ask("statements/", since="2020-01-02T00:00:00").document["parameter"] == "since"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", "0"),
        ("limit", "101"),
        ("limit", "many"),
        ("sort", "title"),
        ("language", "fr"),
        ("category", "no-such-category"),
        ("topic", "no-such-topic"),
        ("date_from", "yesterday"),
        ("date_to", "1467331200"),
        ("since", "0.5"),
        ("since", "yesterday"),
        ("fields", "title,secret"),
        ("site", "elsewhere.example"),
        ("cursor", "made-up"),
        ("offset", "20"),
    ],
)
def test_an_invalid_parameter_is_named(ask, office, name, value):
    reply = ask("statements/", **{name: value})
    assert (reply.status, reply.document["parameter"]) == (422, name)
    assert reply.headers["Content-Type"] == "application/problem+json"


def test_a_parameter_given_twice_is_refused(ask, office):
    assert ask("/api/v1/statements/?limit=1&limit=2").document["parameter"] == "limit"


def test_a_statement_is_found_by_its_address(ask, office, language):
    page = make_statement(office, language=language, title="Bws")
    path = page.get_url()
    for address in (path, path.rstrip("/"), f"http://localhost{path}"):
        assert ask("statements/by-address/", address=address).document["id"] == page.pk
    assert ask("statements/by-address/", address="http://elsewhere.example/").status == 404
    assert ask("statements/by-address/", address="/news/none/").status == 404
    assert ask("statements/by-address/", address="ftp://localhost/x/").status == 422


def test_a_withdrawn_url_is_gone_and_a_moved_one_is_found(ask, office, committed):
    page = make_statement(office, title="Bus", publish=True)
    with committed():
        page.slug = "coach"
        page.save_revision().publish()
    assert ask("statements/by-address/", address="/news/bus/").document["id"] == page.pk
    page.refresh_from_db()
    with committed():
        page.unpublish()
    assert ask("statements/by-address/", address="/news/coach/").status == 410


def test_a_citation_covers_all_languages(ask, client, office):
    english = make_statement(office, title="Bus")
    welsh = make_statement(office, title="Bws", language="cy", translation_of=english)
    citation = encode_citation(english.translation_key)
    assert ask(f"statements/by-citation/{citation}/").document["id"] == english.pk
    reply = ask(f"statements/by-citation/{citation.upper()}/", language="cy")
    assert reply.document["id"] == welsh.pk
    assert ask("statements/by-citation/nothing/").status == 404


def test_a_citation_redirects_readers_to_their_language(client, office):
    english = make_statement(office, title="Bus")
    welsh = make_statement(office, title="Bws", language="cy", translation_of=english)
    address = f"/s/{encode_citation(english.translation_key)}"
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (302, english.url)
    assert "private" in answer.headers["Cache-Control"]
    answer = client.get(address, headers={"Accept-Language": "cy"})
    assert answer.headers["Location"] == welsh.url
    ArticlePage.objects.update(live=False)
    assert client.get(address).status_code == 404
    assert client.get("/s/nothing").status_code == 404


def test_citations_tolerate_typing():
    page_key = uuid.uuid4()
    citation = encode_citation(page_key)
    typed = citation.upper().replace("0", "O").replace("1", "l")
    assert decode_citation(typed) == page_key
    assert decode_citation("z" * 26) is None
