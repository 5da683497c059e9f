"""Values of settings from the environment and from .env."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypedDict
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import dj_database_url
import dj_email_url
import django_cache_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values
from environs import Env

from config.folders import BASE_FOLDER
from config.secret_settings import is_given, other_way, secret, secret_list

DEVELOPMENT_KEY_PREFIX = "development-only-not-secret-"


# Schemes of CACHE_URL for a shared cache, and what the client calls them.
SHARED_CACHES = {
    "redis": "redis",
    "rediss": "rediss",
    "valkey": "redis",
    "valkeys": "rediss",
}
OBJECT_STORES = {"s3": "https", "s3+http": "http"}


class EmailSettings(TypedDict):
    """Django's settings of the mail server."""

    EMAIL_BACKEND: str
    EMAIL_HOST: str | None
    EMAIL_PORT: int | None
    EMAIL_HOST_USER: str | None
    EMAIL_HOST_PASSWORD: str | None
    EMAIL_USE_TLS: bool
    EMAIL_USE_SSL: bool
    EMAIL_FILE_PATH: str
    EMAIL_TIMEOUT: int | None


def load_env_file() -> None:
    """Set the variables of .env that the environment lacks; empty values are ignored.

    A secret that the environment sets, by value or by file, is not taken from .env in either way.
    """
    path = os.environ.get("LECTERN_ENV_FILE") or BASE_FOLDER / ".env"
    already = {name for name, value in os.environ.items() if value.strip()}
    for name, value in dotenv_values(path).items():
        if value and other_way(name) not in already:
            os.environ.setdefault(name, value)


# Tests ignore the .env of an installation in the same folder.
if os.environ.get("DJANGO_SETTINGS_MODULE") != "config.settings.test":
    load_env_file()
env = Env()  # copies the environment, so it must be created after load_env_file()


def data_folder() -> Path:
    """Return the folder with all state of this installation; created if missing.

    Raises `ImproperlyConfigured` where it cannot be created.
    """
    folder = Path(env.str("LECTERN_DATA_DIR", "") or BASE_FOLDER / "var").expanduser().resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {folder} for this installation's data cannot be made"
            f" ({error.strerror}). Set LECTERN_DATA_DIR to a folder that can be written."
        ) from error
    return folder


def one_of(name: str, values: Sequence[str], *, default: str) -> str:
    """Return a variable that has one of a few values; raises `ImproperlyConfigured` for others."""
    value: str = env.str(name, "") or default
    if value not in values:
        raise ImproperlyConfigured(f"{name} is {value!r}; it can be {', '.join(values)}.")
    return value


def require(*names: str) -> None:
    """Raise `ImproperlyConfigured`, naming all variables of `names` that are not set."""
    missing = [name for name in names if not is_given(name)]
    if missing:
        raise ImproperlyConfigured(
            f"Lectern does not start in production without {', '.join(missing)}."
            " Set them in the environment or in .env; .env.example explains each."
        )


def production_key() -> str:
    """Return SECRET_KEY; raises `ImproperlyConfigured` for the development key and weak ones."""
    key = secret("SECRET_KEY")
    if key.startswith(DEVELOPMENT_KEY_PREFIX):
        raise ImproperlyConfigured(
            "SECRET_KEY is the development key, which everyone knows. Make one of your own:"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    if len(key) < 50 or len(set(key)) < 10:
        raise ImproperlyConfigured(
            "SECRET_KEY must have at least 50 characters, at least 10 of them different. Make one:"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return key


def encryption_keys() -> list[str]:
    """Return ENCRYPTION_KEYS, newest first; raises `ImproperlyConfigured` for short ones."""
    keys = secret_list("ENCRYPTION_KEYS")
    if any(len(key) < 40 for key in keys):
        raise ImproperlyConfigured(
            "Each of ENCRYPTION_KEYS must have at least 40 characters. Make one:"
            ' python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    return keys


def database_settings(*, default: str) -> dj_database_url.DBConfig:
    """Return Django's settings of the database: DATABASE_URL, with DATABASE_PASSWORD if it is set.

    Raises `ImproperlyConfigured` for an address that cannot be read, and for two passwords.
    """
    try:
        settings = dj_database_url.parse(secret("DATABASE_URL", default), conn_health_checks=True)
    except ValueError as error:
        raise ImproperlyConfigured(
            "DATABASE_URL is no address of a database. It looks like"
            " postgres://name:password@host:5432/database or sqlite:////folder/file"
        ) from error
    if password := secret("DATABASE_PASSWORD"):
        if settings.get("PASSWORD"):
            raise ImproperlyConfigured(
                "DATABASE_URL has a password, and DATABASE_PASSWORD is set as well."
                " Remove one of them."
            )
        settings["PASSWORD"] = password
    return settings


def email_settings() -> EmailSettings:
    """Return Django's EMAIL_* settings from EMAIL_URL; by default e-mails are printed.

    Raises `ImproperlyConfigured` for an unknown scheme.
    """
    settings: EmailSettings = dj_email_url.parse(secret("EMAIL_URL", "console://"))
    if "EMAIL_BACKEND" not in settings:
        raise ImproperlyConfigured(
            "EMAIL_URL begins with none of submission://, smtp:// and console://."
        )
    return settings


def cache_settings(*, release: Callable[[], str]) -> dict[str, object]:
    """Return Django's settings of the cache that CACHE_URL names; one in each process by default.

    `release` identifies this version of Lectern. Only a shared cache calls it: two versions may use
    one while hosts are upgraded one after the other.
    """
    url = secret("CACHE_URL")
    if not url:
        return {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": "lectern",
        }
    scheme, _, rest = url.partition("://")
    if scheme not in SHARED_CACHES:
        try:
            settings: dict[str, object] = django_cache_url.parse(url)
        except Exception as error:  # the library raises nothing narrower for an unknown scheme
            raise ImproperlyConfigured(
                "CACHE_URL names no cache that Lectern knows. It looks like"
                " redis://:password@host:6379/0 or valkey://…"
            ) from error
        return settings
    return {
        "BACKEND": "config.shared_cache.SharedCache",
        "LOCATION": f"{SHARED_CACHES[scheme]}://{rest}",
        "KEY_PREFIX": f"lectern-{release()}",
    }


def media_storage() -> dict[str, object]:
    """Return Django's settings of the storage of uploads: the data folder, or MEDIA_STORAGE_URL.

    Raises `ImproperlyConfigured` for an address that names no bucket of an object store.
    """
    url = secret("MEDIA_STORAGE_URL")
    if not url:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    parts = urlsplit(url)
    bucket, _, folder = parts.path.strip("/").partition("/")
    if parts.scheme not in OBJECT_STORES or not parts.hostname or not bucket:
        raise ImproperlyConfigured(
            "MEDIA_STORAGE_URL names no bucket. It looks like"
            " s3://KEY:SECRET@store.example.wales/bucket?region=eu-west-2"
        )
    return {
        "BACKEND": "newsroom.media.object_store.PrivateS3Storage",
        "OPTIONS": {
            "endpoint_url": f"{OBJECT_STORES[parts.scheme]}://{_host_and_port(parts)}",
            "bucket_name": bucket,
            "location": folder,
            "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
            # Amazon serves new buckets by host name, most other stores by path.
            "addressing_style": "virtual" if _is_amazon(parts.hostname) else "path",
            # Without a key, the client looks for one where the machine keeps it.
            "access_key": unquote(parts.username) if parts.username else None,
            "secret_key": unquote(parts.password) if parts.password else None,
        },
    }


def _host_and_port(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]


def _is_amazon(hostname: str) -> bool:
    return hostname.endswith((".amazonaws.com", ".amazonaws.com.cn"))
