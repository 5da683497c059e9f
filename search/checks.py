"""Is search configured so that it can work?"""

import os
import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

NEEDED = ("SEARCH_FOLDER", "SEARCH_INDEX_ON_COMMIT")


@register()
def check_settings(**kwargs) -> list[CheckMessage]:
    """Every setting that search reads is there."""
    return [
        Error(
            f"The setting {name} is missing.",
            hint="Start from config.settings.base, which has all of them.",
            id="search.E001",
        )
        for name in NEEDED
        if not hasattr(settings, name)
    ]


@register()
def check_fts5(**kwargs) -> list[CheckMessage]:
    """SQLite was built with FTS5."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
    except sqlite3.OperationalError as error:
        return [
            Error(
                f"SQLite's full-text search cannot be used: {error}",
                hint="Use a Python whose SQLite has FTS5; those of Debian and python.org do.",
                id="search.E002",
            )
        ]
    finally:
        connection.close()
    return []


@register()
def check_folder(**kwargs) -> list[CheckMessage]:
    """The folder of the embedded index can be written to, or made."""
    folder = Path(getattr(settings, "SEARCH_FOLDER", "."))
    place = next((one for one in (folder, *folder.parents) if one.exists()), None)
    if place is None or not place.is_dir() or not _writable(place):
        return [
            Error(
                f"The search index cannot be kept in {folder}.",
                hint="Let the user who runs Lectern write there, or set LECTERN_DATA_DIR.",
                id="search.E003",
            )
        ]
    return []


@register()
def check_signal_processing(**kwargs) -> list[CheckMessage]:
    """The library's own signals would index drafts and lose saves."""
    if getattr(settings, "ELASTICSEARCH_DSL_AUTOSYNC", True):
        return [
            Warning(
                "ELASTICSEARCH_DSL_AUTOSYNC is on.",
                hint="Set it to False: the outbox of this app keeps the index up to date.",
                id="search.W001",
            )
        ]
    return []


def _writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
