"""Commands limited to one engine, and the replacement of `search_index`."""

import json

import pytest
from django.core.management import CommandError, call_command

from newsroom.models import ArticlePage
from search.engines.selection import engines
from search.indexing.rebuild import find_drift
from search.language.analysis import LANGUAGES
from tests.elasticsearch_node.node import free_port
from tests.factories import make_statement


def test_the_named_engine_answers(archive, capsys):
    for name in engines():
        call_command("search_archive", "dwr", "--language", "cy", "--engine", name, "--json")

        answer = json.loads(capsys.readouterr().out)
        assert (answer["engine"], answer["total"]) == (name, 1)


def test_an_unavailable_engine_is_not_replaced(office, settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"
    settings.ELASTICSEARCH_URL = f"http://127.0.0.1:{free_port()}"
    engines()["embedded"].begin_rebuild("en", version=0).swap()

    with pytest.raises(CommandError, match="elasticsearch cannot be used") as refused:
        call_command("search_archive", "rail", "--language", "en", "--engine", "elasticsearch")

    assert refused.value.returncode == 1
    call_command("search_archive", "rail", "--language", "en", "--engine", "embedded")


def test_an_engine_without_an_index_says_so(office, settings, tmp_path):
    settings.SEARCH_FOLDER = tmp_path / "search"

    with pytest.raises(CommandError, match="no index yet") as refused:
        call_command("search_archive", "rail", "--language", "en", "--engine", "embedded")

    assert refused.value.returncode == 1


def test_an_unconfigured_engine_is_bad_usage(office, settings):
    settings.ELASTICSEARCH_URL = ""

    with pytest.raises(CommandError) as refused:
        call_command("search_archive", "rail", "--language", "en", "--engine", "elasticsearch")

    assert refused.value.returncode == 2


def test_search_index_rebuild_indexes_no_draft(archive, office, capsys):
    make_statement(office, title="A draft", live=False)

    call_command("search_index", "--rebuild", "-f", "--use-alias")

    assert "search_rebuild" in capsys.readouterr().err
    for language in LANGUAGES:
        assert find_drift(archive, language).page_ids == []
        assert archive.status(language).statements == 1


def test_search_index_populate_also_removes(archive, office, capsys):
    ArticlePage.objects.filter(title="Title water").update(live=False)

    call_command("search_index", "--populate", "--language", "en")

    assert archive.status("en").statements == 0


@pytest.mark.parametrize("action", ["--create", "--delete"])
def test_actions_that_would_remove_the_index_are_refused(archive, action):
    with pytest.raises(CommandError, match="search_rebuild") as refused:
        call_command("search_index", action)

    assert refused.value.returncode == 2
    assert archive.status("en").statements == 1
