"""Tests of the template database: it depends on the right files, and a copy can be restored."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from tests import template_database
from tests.template_database import REPOSITORY


def test_the_key_depends_on_migrations_models_and_settings():
    paths = {path.relative_to(REPOSITORY).as_posix() for path in template_database._source_files()}

    assert {"home/migrations/0001_user.py", "search/migrations/0001_outbox.py"} <= paths
    assert {path.name for path in (REPOSITORY / "newsroom" / "migrations").glob("*.py")} <= {
        path.rpartition("/")[2] for path in paths if path.startswith("newsroom/migrations/")
    }
    assert any(path.startswith("newsroom/models/") for path in paths)
    assert "site/config/settings/base.py" in paths
    assert not [path for path in paths if "site-packages" in path]


def test_another_content_of_a_file_is_another_key(tmp_path, monkeypatch):
    path = tmp_path / "0001_initial.py"
    monkeypatch.setattr(template_database, "REPOSITORY", tmp_path)
    monkeypatch.setattr(template_database, "_source_files", lambda: [path])
    keys = []
    for text in ("first", "second", "first"):
        path.write_text(text)
        keys.append(template_database.cache_key.__wrapped__())

    assert keys[0] == keys[2] != keys[1]


@pytest.mark.django_db(transaction=True)
def test_what_was_committed_is_gone_after_restoring():
    before = set(Group.objects.values_list("name", flat=True))
    Group.objects.all().delete()
    Group.objects.create(name="Committed")

    template_database.template().restore(connection.settings_dict["NAME"])

    assert set(Group.objects.values_list("name", flat=True)) == before
    assert before


def test_a_test_without_the_database_does_not_request_it(request):
    assert "django_db_setup" not in request.fixturenames
