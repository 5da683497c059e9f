"""The whole archive is read with the same result as each statement alone."""

import pytest

from newsroom.models import ArticleTopic, Topic
from search.indexing import database_reader
from search.indexing.database_reader import read_all, read_page, read_pages
from tests.factories import make_statement


@pytest.fixture
def statements(office) -> list:
    topic = Topic.objects.create(
        site=office.site, locale=office.indexes["en"].locale, name="Rail", slug="rail"
    )
    pages = [
        make_statement(office, title=f"Title {n}", categories=office.categories["en"][: n % 3])
        for n in range(5)
    ]
    for page in pages[::2]:
        ArticleTopic.objects.create(page=page, topic=topic)
    make_statement(office, title="A draft", live=False)
    make_statement(office, language="cy", title="Datganiad")
    return pages


@pytest.mark.parametrize("batch", [1, 2, 200])
def test_all_statements_are_read_in_order(statements, monkeypatch, batch):
    monkeypatch.setattr(database_reader, "BATCH", batch)
    numbers = sorted(page.pk for page in statements)

    found = [entry for entries in read_all("en") for entry in entries]

    assert found == [read_page(number) for number in numbers]
    assert found == list(read_pages(numbers).entries)
    assert [len(entry.categories) for entry in found] == [0, 1, 2, 0, 1]
    assert [[topic.slug for topic in entry.topics] for entry in found[:2]] == [["rail"], []]
    assert {entry.fingerprint for entry in found} == {read_page(n).fingerprint for n in numbers}


def test_the_number_of_queries_does_not_depend_on_the_batch(
    statements, office, django_assert_max_num_queries
):
    for _more in range(3):
        with django_assert_max_num_queries(8):
            list(read_all("en"))
        make_statement(office)


def test_a_statement_unpublished_during_the_reading_is_omitted(statements, monkeypatch):
    monkeypatch.setattr(database_reader, "BATCH", 2)
    batches = read_all("en")
    next(batches)
    statements[3].unpublish()

    assert statements[3].pk not in {entry.page_id for batch in batches for entry in batch}
