"""Where do the settings come from?"""

import os
from pathlib import Path
from typing import Any

import dj_email_url
from django.core.exceptions import ImproperlyConfigured
from dotenv import dotenv_values
from environs import Env

from config.folders import BASE_FOLDER

DEVELOPMENT_KEY_PREFIX = "development-only-not-secret-"


def read_file() -> None:
    """Take from .env what the environment lacks; lines without a value set nothing."""
    path = os.environ.get("LECTERN_ENV_FILE") or BASE_FOLDER / ".env"
    for name, value in dotenv_values(path).items():
        if value:
            os.environ.setdefault(name, value)


# Tests are the same on every machine, whatever an installation beside them is set to.
if os.environ.get("DJANGO_SETTINGS_MODULE") != "config.settings.test":
    read_file()
env = Env()  # keeps a copy of the environment, so only now


def data_folder() -> Path:
    """Return the folder that holds all state of this installation; made when missing."""
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
    """Refuse to start, in one sentence that names all of `names` that are not set."""
    missing = [name for name in names if not os.environ.get(name, "").strip()]
    if missing:
        raise ImproperlyConfigured(
            f"Lectern does not start in production without {', '.join(missing)}."
            " Set them in the environment or in .env; .env.example explains each."
        )


def production_key() -> str:
    """Return SECRET_KEY; refuse the one of development and those that could be guessed."""
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


def email_settings() -> dict[str, Any]:
    """Return Django's EMAIL_* settings as EMAIL_URL has them; printed to the log when unset."""
    found = dj_email_url.parse(env.str("EMAIL_URL", "") or "console://")
    if "EMAIL_BACKEND" not in found:
        raise ImproperlyConfigured(
            "EMAIL_URL begins with none of submission://, smtp:// and console://."
        )
    return found
