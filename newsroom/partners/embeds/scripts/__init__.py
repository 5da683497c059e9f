"""The releases of the embed script. A file never changes once it is released."""

import hashlib
from base64 import b64encode
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
RELEASES = ("1.0",)  # oldest first


def newest(major: str) -> str:
    """Return the newest release of a major version, "" where there is none."""
    return next((name for name in reversed(RELEASES) if name.split(".")[0] == major), "")


@cache
def source(release: str) -> bytes:
    """Return the script of a release."""
    return (FOLDER / f"v{release}.js").read_bytes()


def integrity(release: str) -> str:
    """Return the `integrity` value of a release, with which a browser runs no other script."""
    return "sha384-" + b64encode(hashlib.sha384(source(release)).digest()).decode()
