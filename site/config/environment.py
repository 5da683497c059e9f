"""Values of settings from the environment and from .env."""

import os
from pathlib import Path
from typing import TypedDict

import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values
from environs import Env

from config.folders import BASE_FOLDER

DEVELOPMENT_KEY_PREFIX = "development-only-not-secret-"


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
    """Set the variables of .env that the environment lacks; empty values are ignored."""
    path = os.environ.get("LECTERN_ENV_FILE") or BASE_FOLDER / ".env"
    for name, value in dotenv_values(path).items():
        if value:
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


def require(*names: str) -> None:
    """Raise `ImproperlyConfigured`, naming all variables of `names` that are not set."""
    missing = [name for name in names if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"Lectern does not start in production without {', '.join(missing)}."
            " Set them in the environment or in .env; .env.example explains each."
        )


def production_key() -> str:
    """Return SECRET_KEY; raises `ImproperlyConfigured` for the development key and weak ones."""
    key = env.str("SECRET_KEY")
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


def email_settings() -> EmailSettings:
    """Return Django's EMAIL_* settings from EMAIL_URL; by default e-mails are printed.

    Raises `ImproperlyConfigured` for an unknown scheme.
    """
    settings: EmailSettings = dj_email_url.parse(env.str("EMAIL_URL", "") or "console://")
    if "EMAIL_BACKEND" not in settings:
        raise ImproperlyConfigured(
            "EMAIL_URL begins with none of submission://, smtp:// and console://."
        )
    return settings
