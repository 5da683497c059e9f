"""System checks of the installation's configuration."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from config.environment import DEVELOPMENT_KEY_PREFIX
from newsroom.media.uploads import uploads_are_local

LOCAL_NAMES = {"localhost", "127.0.0.1", "::1"}


@register(Tags.files)
def check_data_folders(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> Iterable[CheckMessage]:
    """Check that the data folders are writable and not inside the static files."""
    static_trees = [Path(settings.STATIC_ROOT), *map(Path, settings.STATICFILES_DIRS)]
    media = Path(settings.MEDIA_ROOT)
    for folder in (Path(settings.DATA_FOLDER), media, Path(settings.SEARCH_FOLDER)):
        existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
        if not os.access(existing, os.W_OK | os.X_OK):
            yield Error(
                f"The folder {folder} cannot be written.",
                hint="Give it to the user that runs Lectern, or set LECTERN_DATA_DIR.",
                id="lectern.E001",
            )
    for tree in static_trees:
        if media == tree or tree in media.parents:
            yield Error(
                f"Uploaded files in {media} lie inside the static files in {tree}.",
                hint="Anyone could fetch them there. Set STATIC_ROOT or LECTERN_DATA_DIR.",
                id="lectern.E002",
            )


@register(Tags.urls)
def check_base_url(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> Iterable[CheckMessage]:
    """Check BASE_URL, from which the addresses in e-mails are built."""
    parts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/"):
        yield Error(
            f"BASE_URL is {settings.WAGTAILADMIN_BASE_URL!r}, which is no address of a site.",
            hint="Give scheme and host only, such as https://www.example.wales",
            id="lectern.E003",
        )


@register(Tags.security, deploy=True)
def check_public_installation(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> Iterable[CheckMessage]:
    """Check what matters only in production; run by `manage.py check --deploy`."""
    if settings.SECRET_KEY.startswith(DEVELOPMENT_KEY_PREFIX):
        yield Error(
            "SECRET_KEY is the development key, which everyone knows.",
            hint="Use config.settings.production with a key of your own.",
            id="lectern.E010",
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Error(
            "ALLOWED_HOSTS admits every host name.",
            hint="List the names of your sites, separated by commas.",
            id="lectern.E011",
        )
    base = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    if base.scheme != "https" or base.hostname in LOCAL_NAMES:
        yield Warning(
            f"BASE_URL is {settings.WAGTAILADMIN_BASE_URL!r}; links in e-mails will not work.",
            hint="Set it to the public https:// address of the editor's site.",
            id="lectern.W010",
        )
    if settings.EMAIL_BACKEND.endswith(("console.EmailBackend", "dummy.EmailBackend")):
        yield Warning(
            "E-mails are not sent, so nobody can reset a password or hear of an approval.",
            hint="Set EMAIL_URL, such as submission://name:password@mail.example.wales:587",
            id="lectern.W011",
        )
    if settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield Warning(
            "E-mails come from an address at localhost, which other servers refuse.",
            hint="Set DEFAULT_FROM_EMAIL.",
            id="lectern.W012",
        )
    if not settings.SEVERAL_HOSTS and not uploads_are_local():
        yield Warning(
            "Uploads lie in an object store, but SEVERAL_HOSTS is off.",
            hint="Turn it on where another host runs Lectern with the same database: the embedded"
            " index of each host is updated by that host alone.",
            id="lectern.W014",
        )
    if not settings.TRUSTED_PROXIES:
        yield Warning(
            "TRUSTED_PROXIES is 0: no proxy stands in front. gunicorn alone can be stopped by a few"
            " clients that send their requests slowly.",
            hint="Put nginx in front, as docs/operators.md describes, and set TRUSTED_PROXIES=1.",
            id="lectern.W015",
        )
    if settings.WAGTAIL_API_PREVIEW:
        yield Warning(
            "Wagtail's own API is on: a token there may do all that its user may, for ever.",
            hint="Turn WAGTAIL_API_PREVIEW off unless somebody of the office needs it today.",
            id="lectern.W013",
        )


@register(Tags.compatibility)
def check_several_hosts(
    app_configs: Sequence[AppConfig] | None, **kwargs: object
) -> Iterable[CheckMessage]:
    """Check that hosts that run Lectern together share all state."""
    if not settings.SEVERAL_HOSTS:
        return
    if connection.vendor != "postgresql":
        yield Error(
            "SEVERAL_HOSTS is on, but the database is a file, which belongs to one host.",
            hint="Set DATABASE_URL to a PostgreSQL server that all hosts reach.",
            id="lectern.E020",
        )
    if uploads_are_local():
        yield Error(
            "SEVERAL_HOSTS is on, but uploads lie in the data folder, which belongs to one host.",
            hint="Set MEDIA_STORAGE_URL to a bucket that all hosts reach.",
            id="lectern.E021",
        )
    if not settings.PAGE_CACHE_SHARED:
        yield Error(
            "SEVERAL_HOSTS is on, but each process has a cache of its own.",
            hint="Set CACHE_URL to a Redis or Valkey server that all hosts reach.",
            id="lectern.E022",
        )
    if not settings.ELASTICSEARCH_URL:
        yield Error(
            "SEVERAL_HOSTS is on, but the embedded engine searches. Its index is a file of each"
            " host, and a change is written to that of one host only.",
            hint="Set ELASTICSEARCH_URL to a server that all hosts reach.",
            id="lectern.E023",
        )
