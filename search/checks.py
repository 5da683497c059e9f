"""System checks of the configuration of archive search."""

import os
import re
import sqlite3
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

REQUIRED_SETTINGS = (
    "SEARCH_FOLDER",
    "SEARCH_INDEX_ON_COMMIT",
    "SEARCH_STATISTICS_DAYS",
    "SEARCH_ALERTS",
    "SEARCH_ALERTS_HOUR",
    "ELASTICSEARCH_URL",
    "ELASTICSEARCH_API_KEY",
    "ELASTICSEARCH_USERNAME",
    "ELASTICSEARCH_PASSWORD",
    "ELASTICSEARCH_CA_FILE",
    "ELASTICSEARCH_TIMEOUT",
    "ELASTICSEARCH_INDEX_PREFIX",
    "ELASTICSEARCH_REPLICAS",
    "ELASTICSEARCH_REFRESH",
)
PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]*")


@register()
def check_settings(**kwargs: object) -> list[CheckMessage]:
    """Check that every setting of search exists."""
    return [
        Error(
            f"The setting {name} is missing.",
            hint="Start from config.settings.base, which has all of them.",
            id="search.E001",
        )
        for name in REQUIRED_SETTINGS
        if not hasattr(settings, name)
    ]


@register()
def check_fts5(**kwargs: object) -> list[CheckMessage]:
    """Check that SQLite was built with FTS5."""
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
def check_folder(**kwargs: object) -> list[CheckMessage]:
    """Check that the folder of the embedded index is writable, or can be created."""
    folder = Path(getattr(settings, "SEARCH_FOLDER", "."))
    existing = next((path for path in (folder, *folder.parents) if path.exists()), None)
    if existing is None or not existing.is_dir() or not _is_writable(existing):
        return [
            Error(
                f"The search index cannot be kept in {folder}.",
                hint="Let the user who runs Lectern write there, or set LECTERN_DATA_DIR.",
                id="search.E003",
            )
        ]
    return []


@register()
def check_alerts(**kwargs: object) -> list[CheckMessage]:
    """Check that the hour at which digests are sent is an hour of the day."""
    if 0 <= getattr(settings, "SEARCH_ALERTS_HOUR", 0) <= 23:
        return []
    return [
        Error(
            "SEARCH_ALERTS_HOUR is not an hour of the day.",
            hint="Give a whole number from 0 to 23, such as 7.",
            id="search.E007",
        )
    ]


@register()
def check_signal_processing(**kwargs: object) -> list[CheckMessage]:
    """Check that the signals of django-elasticsearch-dsl are off: they would index drafts."""
    if getattr(settings, "ELASTICSEARCH_DSL_AUTOSYNC", True):
        return [
            Warning(
                "ELASTICSEARCH_DSL_AUTOSYNC is on.",
                hint="Set it to False: the outbox of this app keeps the index up to date.",
                id="search.W001",
            )
        ]
    return []


@register()
def check_elasticsearch(**kwargs: object) -> list[CheckMessage]:
    """Check that the settings of Elasticsearch are valid; /readyz reports whether it runs."""
    if not getattr(settings, "ELASTICSEARCH_URL", ""):
        return []
    problems: list[CheckMessage] = []
    for host in settings.ELASTICSEARCH_URL.split(","):
        address = urlsplit(host.strip())
        if address.scheme not in ("http", "https") or not address.hostname:
            problems.append(
                Error(
                    "ELASTICSEARCH_URL has an address without http:// or https://.",
                    hint="Write https://host:9200, several of them with commas between.",
                    id="search.E004",
                )
            )
    ca_file = settings.ELASTICSEARCH_CA_FILE
    if ca_file and not Path(ca_file).is_file():
        problems.append(
            Error(
                f"ELASTICSEARCH_CA_FILE names {ca_file}, which is not there.",
                hint="Copy the server's CA certificate there, or leave the setting empty.",
                id="search.E005",
            )
        )
    if not PREFIX.fullmatch(settings.ELASTICSEARCH_INDEX_PREFIX):
        problems.append(
            Error(
                "ELASTICSEARCH_INDEX_PREFIX cannot begin the name of an index.",
                hint="Use lower-case letters, digits, full stops, hyphens and underlines.",
                id="search.E006",
            )
        )
    if bool(settings.ELASTICSEARCH_USERNAME) != bool(settings.ELASTICSEARCH_PASSWORD):
        problems.append(
            Warning(
                "ELASTICSEARCH_USERNAME and ELASTICSEARCH_PASSWORD need each other.",
                hint="Set both, or an API key in ELASTICSEARCH_API_KEY.",
                id="search.W002",
            )
        )
    return problems


def _is_writable(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK)
