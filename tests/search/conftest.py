"""Fixtures of the search tests: engines, each with indexes of its own for each test."""

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from home.offices.provisioning import Office
from newsroom.models import ArticlePage
from search.engines.base import Engine
from search.engines.selection import engines
from search.indexing import consumer, outbox
from search.language.analysis import LANGUAGES
from search.models import OutboxEntry
from tests.elasticsearch_node import skip_or_fail
from tests.elasticsearch_node.node import NodeMissingError, running
from tests.factories import make_statement


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The address of a real Elasticsearch: the configured one, else one started for this run."""
    named = os.environ.get("TEST_ELASTICSEARCH_URL") or os.environ.get("ELASTICSEARCH_URL")
    if named:
        yield named
        return
    try:
        node = running(for_tests=True)
        url = node.__enter__().url
    except NodeMissingError as error:
        skip_or_fail(error)
        return
    try:
        yield url
    finally:
        node.__exit__(None, None, None)


@pytest.fixture(scope="session")
def empty_embedded_index(tmp_path_factory) -> Path:
    """A folder with an empty index of each language, which tests copy."""
    folder = tmp_path_factory.mktemp("embedded") / "search"
    with override_settings(SEARCH_FOLDER=folder):
        for language in LANGUAGES:
            engines()["embedded"].begin_rebuild(language, version=0).swap()
    return folder


@pytest.fixture(params=["embedded", "elasticsearch"])
def engine(request, settings, tmp_path, empty_embedded_index) -> Iterator[Engine]:
    """Each engine in turn, as the preferred one, with empty indexes."""
    settings.SEARCH_FOLDER = tmp_path / "search"
    shutil.copytree(empty_embedded_index, settings.SEARCH_FOLDER)
    if request.param == "elasticsearch":
        settings.ELASTICSEARCH_INDEX_PREFIX = f"lectern-{uuid.uuid4().hex[:12]}"
        settings.ELASTICSEARCH_REFRESH = True
        settings.ELASTICSEARCH_TIMEOUT = 30.0
        settings.ELASTICSEARCH_URL = request.getfixturevalue("elasticsearch_url")
    target = engines()[request.param]
    if request.param == "elasticsearch":
        for language in LANGUAGES:
            target.begin_rebuild(language, version=0).swap()
    yield target
    if request.param == "elasticsearch":
        for language in LANGUAGES:
            target.indexes.remove_all(language)


@pytest.fixture
def indexed_office(office_content, office, engine) -> Office:
    """The office with its shared content, which the engines of this test did not exist for."""
    OutboxEntry.objects.all().delete()
    outbox.add_outbox_rows([*ArticlePage.objects.values_list("pk", flat=True)], reason="shared")
    consumer.consume_due()
    return office


@pytest.fixture
def archive(office, engine) -> Engine:
    """The engine with one statement about water in each language."""
    for language, word in (("en", "water"), ("cy", "dŵr")):
        make_statement(office, language=language, title=f"Title {word}", text=word)
    consumer.consume_due()
    return engine
