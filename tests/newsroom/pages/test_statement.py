"""Tests of a statement's page: neighbours, related statements, categories and share links."""

import datetime

import pytest

from newsroom.models import ArticlePage, ArticleTopic, Topic
from tests.factories import make_statement

DAY = datetime.date(2016, 6, 16)


def statement_context(client, page):
    return client.get(page.url).context["reading"]


@pytest.fixture
def three(office, language):
    """Two statements of one day and one of the next day, oldest first."""
    moments = [datetime.datetime(2016, 6, 16, hour, tzinfo=datetime.UTC) for hour in (9, 12)]
    return [
        make_statement(
            office, language=language, title="A", date=DAY, first_published_at=moments[0]
        ),
        make_statement(
            office, language=language, title="B", date=DAY, first_published_at=moments[1]
        ),
        make_statement(office, language=language, title="C", date=DAY + datetime.timedelta(days=1)),
    ]


def test_neighbours_follow_the_order_of_the_list(client, three):
    contexts = [statement_context(client, page) for page in three]

    assert [reading.previous and reading.previous.title for reading in contexts] == [None, "A", "B"]
    assert [reading.next and reading.next.title for reading in contexts] == ["B", "C", None]


def test_shared_topics_come_before_shared_categories(client, office, language):
    category = office.categories[language][0]
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes[language].locale, name="Rivers", slug="rivers"
    )

    def add(title, *, day, with_topic=False, filed=True):
        page = make_statement(
            office,
            language=language,
            title=title,
            date=DAY + datetime.timedelta(days=day),
            categories=[category] if filed else [],
        )
        if with_topic:
            ArticleTopic.objects.create(page=page, topic=topic)
        return page

    add("Same topic, old", day=-100, with_topic=True, filed=False)
    add("Same category, newest", day=3)
    add("Same category, newer", day=2)
    add("Same category, new", day=1)
    add("Something else", day=4, filed=False)
    page = add("This", day=0, with_topic=True)

    assert [found.title for found in statement_context(client, page).related] == [
        "Same topic, old",
        "Same category, newest",
        "Same category, newer",
    ]


def test_statements_selected_by_the_editor_are_not_repeated(client, office, language):
    category = office.categories[language][0]
    chosen, other = (
        make_statement(office, language=language, title=title, categories=[category])
        for title in ("Chosen", "Other")
    )
    page = make_statement(office, language=language, title="This", categories=[category])
    page.body = [("related", {"heading": "", "statements": [chosen]})]
    page.save()

    assert [found.pk for found in statement_context(client, page).related] == [other.pk]
    assert "Chosen" in client.get(page.url).content.decode()


def test_a_single_statement_has_no_neighbours(client, office, language):
    reading = statement_context(client, make_statement(office, language=language))

    assert (reading.previous, reading.next, reading.related) == (None, None, [])


def test_share_links_contain_the_canonical_address(client, office, language):
    page = make_statement(office, language=language, title="Ŵyn & gŵydd")
    reading = statement_context(client, page)

    assert reading.canonical_url == f"http://localhost{page.url}"
    assert len(reading.share) == 5
    assert all("localhost%2F" in link.url for link in reading.share)
    assert all(" " not in link.url and "&g" not in link.url for link in reading.share)


def test_the_preview_of_an_unsaved_statement_shows_it(office, language, rf):
    index = office.indexes[language]
    page = ArticlePage(title="Not yet saved", slug="x", locale=index.locale, date=DAY)
    page.path, page.depth = index.path + "0001", index.depth + 1
    page.set_url_path(index)

    response = page.make_preview_request(preview_mode="")

    assert response.status_code == 200
    assert "Not yet saved" in response.rendered_content


def test_every_statement_links_to_the_offices_public_categories(client, office, language):
    page = make_statement(office, language=language)
    used, unused = office.categories[language][:2], office.categories[language][2]
    make_statement(office, language=language, categories=used)

    answer = client.get(page.url)

    assert answer.context["reading"].show_only == used
    for category in used:
        assert f"/{category.slug}/" in answer.content.decode()
    assert f"/{unused.slug}/" not in answer.content.decode()


def test_an_untranslated_statement_links_to_categories_in_the_readers_language(client, office):
    page = make_statement(office, title="English only", categories=office.categories["en"])

    reading = client.get(f"{office.indexes['cy'].url}{page.slug}/").context["reading"]

    assert reading.show_only == office.categories["cy"]
