"""Requirements that a test has of the machine: programs, services and captured pages.

A test whose requirement is missing is skipped, with the reason in pytest's summary. With CI set it
fails instead: everything is installed there, so a skip would hide a broken installation.
"""

import importlib.util
import os
import shutil
from pathlib import Path

import pytest

from tests import cache_server, postgresql

REPOSITORY = Path(__file__).resolve().parent.parent
# LECTERN_ARCHIVE=none declares that there are no captured pages, so that CI skips their tests.
NO_ARCHIVE = os.environ.get("LECTERN_ARCHIVE") == "none"
ARCHIVE = Path(os.environ.get("LECTERN_ARCHIVE") or REPOSITORY.parent / "shared" / "archive")
# Programs that tests start, with the Debian package of each.
PROGRAMS = {"git": "git", "node": "nodejs", "php": "php-cli", "promtool": "prometheus"}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def in_ci() -> bool:
    """Return whether a missing requirement is a failure."""
    return os.environ.get("CI", "").lower() in ("1", "true", "yes")


def chromium() -> str | None:
    """Return the path of Chromium: the one that CHROMIUM names, else an installed one."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def why_missing(name: str) -> str:
    """Return why the requirement `name` is not met, or an empty string where it is."""
    if name == "chromium":
        if chromium() is None:
            return "no Chromium on this machine (apt install chromium, or set CHROMIUM)"
        return "" if importlib.util.find_spec("playwright") else "playwright is not installed"
    if name == "postgresql":
        return postgresql.why_missing()
    if name == "postgresql programs":
        return postgresql.why_no_programs()
    if name == "nginx":
        if shutil.which("nginx") is None:
            return "no nginx (apt install nginx libnginx-mod-http-brotli-filter)"
        if not list(Path("/etc/nginx/modules-enabled").glob("*brotli*")):
            return "nginx has no brotli (apt install libnginx-mod-http-brotli-filter and -static)"
        return "" if shutil.which("openssl") else "no openssl (apt install openssl)"
    if name in PROGRAMS:
        return "" if shutil.which(name) else f"no {name} (apt install {PROGRAMS[name]})"
    if name == "gettext":
        return "" if shutil.which("msgfmt") else "no gettext (apt install gettext)"
    if name == "redis":
        return "" if cache_server.program() else "no Redis or Valkey (apt install redis-server)"
    if name == "archive":
        return "" if ARCHIVE.is_dir() else f"no captured pages in {ARCHIVE} (set LECTERN_ARCHIVE)"
    raise ValueError(f"unknown requirement {name!r}")


def require(name: str, *, reason: str | None = None) -> None:
    """Skip the running test where the requirement `name` is not met; fail it in CI.

    The caller passes `reason` where only it can check, for instance for the Elasticsearch node.
    """
    reason = why_missing(name) if reason is None else reason
    if reason and in_ci() and not (name == "archive" and NO_ARCHIVE):
        pytest.fail(f"CI must not skip: {reason}", pytrace=False)
    if reason:
        pytest.skip(reason)
