"""Concurrent additions of statements get distinct tree paths.

On SQLite a writing transaction blocks all others; PostgreSQL needs the lock.
"""

import datetime
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from wagtail.models import Collection, Page

from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.models import ArticlePage, NewsIndexPage
from tests.factories import make_office


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_bulk_rows_and_an_editors_pages_get_distinct_paths():
    # A test with real transactions may find a database that another one has emptied.
    if Page.get_first_root_node() is None:
        Page.add_root(title="Root", slug="root")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    index = make_office().indexes["en"]

    def add_rows(number: int) -> None:
        day = datetime.date(2016, 6, 16)
        rows = [StatementRow(title=f"{number} {n}", date=day, body=[]) for n in range(40)]
        create_statements(NewsIndexPage.objects.get(pk=index.pk), rows, batch_size=10)
        connection.close()

    def add_pages(number: int) -> None:
        for n in range(10):
            parent = NewsIndexPage.objects.get(pk=index.pk)
            page = ArticlePage(title=f"Page {number} {n}", live=False, locale=parent.locale)
            parent.add_child(instance=page)
        connection.close()

    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(add_rows, 1), pool.submit(add_pages, 2), pool.submit(add_rows, 3)]
        for run in runs:
            run.result()

    assert ArticlePage.objects.count() == 90
    assert Page.find_problems() == ([], [], [], [], [])
