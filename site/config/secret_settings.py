"""Secret settings: the value of a variable, or the content of the file that `<NAME>_FILE` names.

Every secret of the settings is read by these functions, so that each can be given by file.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

FILE_SUFFIX = "_FILE"
LONGEST_FILE = 65_536  # bytes


def secret(name: str, default: str = "") -> str:
    """Return the secret `name`: its variable, the content of its file, or `default`.

    Raises `ImproperlyConfigured` where both are set, and for a file that cannot be read, is empty
    or has several lines. The message never contains the value.
    """
    path = _file_of(name)
    if path is None:
        return os.environ.get(name, "") or default
    value = _content(name, path).strip()
    if not value:
        raise ImproperlyConfigured(f"{name}{FILE_SUFFIX} names {path}, which is empty.")
    if len(value.splitlines()) > 1:
        raise ImproperlyConfigured(
            f"{name}{FILE_SUFFIX} names {path}, which has more than one line."
            f" It must hold the value of {name} and nothing else."
        )
    return value


def secret_list(name: str) -> list[str]:
    """Return the secrets in the variable `name`, separated by commas, or in its file.

    A file may also have one secret a line, or none at all. Raises as `secret` does otherwise.
    """
    path = _file_of(name)
    text = os.environ.get(name, "") if path is None else _content(name, path)
    values = (value.strip() for line in text.splitlines() for value in line.split(","))
    return [value for value in values if value]


def is_given(name: str) -> bool:
    """Return whether the variable `name`, or the one that names its file, has a value."""
    return any(os.environ.get(each, "").strip() for each in (name, f"{name}{FILE_SUFFIX}"))


def other_way(name: str) -> str:
    """Return the variable that sets the same secret as the variable `name` in the other way."""
    return name.removesuffix(FILE_SUFFIX) if name.endswith(FILE_SUFFIX) else name + FILE_SUFFIX


def _file_of(name: str) -> Path | None:
    path = os.environ.get(f"{name}{FILE_SUFFIX}", "").strip()
    if path and os.environ.get(name, "").strip():
        raise ImproperlyConfigured(
            f"{name} and {name}{FILE_SUFFIX} are both set, so it is not clear which one counts."
            " Remove one of them."
        )
    return Path(path).expanduser() if path else None


def _content(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_FILE + 1)
        if len(content) > LONGEST_FILE:
            raise ImproperlyConfigured(f"{name}{FILE_SUFFIX} names {path}, which is too large.")
        return content.decode()
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name}{FILE_SUFFIX} names {path}, which cannot be read ({error.strerror})."
        ) from error
    except UnicodeDecodeError as error:
        raise ImproperlyConfigured(
            f"{name}{FILE_SUFFIX} names {path}, which is not a text in UTF-8."
        ) from error
