"""The manual lists every column that holds a secret, with the form in which it is stored."""

import re
from pathlib import Path

from django.apps import apps

SECURITY = Path(__file__).resolve().parents[2] / "docs" / "security.md"
SOUNDS_SECRET = re.compile(r"key|token|secret|digest|password|hash|seed|stamp")
# Names of content and of rows, digests of content.
NOT_SECRET = {
    *("translation_key", "focal_point_key", "file_hash", "content_hash", "data_hash", "hash"),
    "content_path_hash",
    "archive_search.SavedSearch.query_digest",
    "archive_search.SynonymOff.key",
    "archive_search.CuratedState.stamp",
    "archive_search.QueryCount.key",
    "newsroom.OutsideLink.key",
    "newsroom.MemorySegment.key",
    "axes.AccessLog.session_hash",
}


def columns() -> set[str]:
    """Return the columns of all models that sound like a secret."""
    found = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            name = f"{model._meta.label}.{field.name}"
            is_text = field.get_internal_type() in ("CharField", "TextField", "UUIDField")
            known = {field.name, name} & NOT_SECRET
            if is_text and SOUNDS_SECRET.search(field.name) and not known:
                found.add(name)
    return found


def test_the_manual_lists_every_secret_in_the_database():
    table = SECURITY.read_text().partition("## Secrets in the database")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(\w+\.\w+\.\w+)`", table)) == columns()
