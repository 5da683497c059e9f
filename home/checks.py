"""System checks of offices' required texts, and of the safety of the log-in."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from wagtail.models import Site

from home.models import HomePage, OfficeSettings
from home.models.office import fields_in_all_languages

REQUIRED_TEXTS = ("funding", "imprint")
HINT = (
    "Fill in the office's settings in both languages, at Settings, Offices in the admin. Every "
    "page shows them."
)


@register(Tags.database)
def check_offices(app_configs, databases: Sequence[str] | None = None, **kwargs) -> list[Error]:
    """Report each office without funding statement or imprint in any of the languages.

    Runs with `manage.py check --database default` and before each `migrate`. Returns nothing while
    the tables do not exist.
    """
    if "default" not in (databases or ()) or not _tables_exist():
        return []
    homes = HomePage.objects.values("page_ptr_id")
    sites = Site.objects.filter(root_page_id__in=homes).order_by("pk")
    required = fields_in_all_languages(*REQUIRED_TEXTS)
    settings = {row["site_id"]: row for row in OfficeSettings.objects.values("site_id", *required)}
    errors = []
    for site in sites:
        row = settings.get(site.pk)
        if row is None:
            errors.append(Error(f"The site {site} has no office settings.", HINT, id="home.E001"))
            continue
        missing = [name for name in required if not row[name].strip()]
        if missing:
            text = f"The office of the site {site} lacks {', '.join(missing)}."
            errors.append(Error(text, HINT, id="home.E002"))
    return errors


@register(Tags.security, deploy=True)
def check_log_in(app_configs, **kwargs) -> list[CheckMessage]:
    """Report settings with which a found password, or an open browser, is enough."""
    found: list[CheckMessage] = []
    if settings.SECOND_FACTOR == "none":
        text = "SECOND_FACTOR is none: whoever finds out a password may publish with it."
        hint = "Set it to publishers or everyone."
        found.append(Warning(text, hint, id="home.W001"))
    if not 0 < settings.SESSION_IDLE_MINUTES <= 480 or settings.SESSION_COOKIE_AGE > 86_400:
        text = "A session lives on for long in a browser that nobody uses."
        hint = "Set SESSION_IDLE_MINUTES to at most 480, and SESSION_HOURS to at most 24."
        found.append(Warning(text, hint, id="home.W002"))
    path = settings.BREACH_LIST
    if path and not _is_list_of_digests(Path(path)):
        text = f"BREACH_LIST is {path!r}, which is no list of SHA-1 digests."
        hint = "Each line begins with forty hexadecimal digits, and the lines are sorted."
        found.append(Error(text, hint, id="home.E003"))
    return found


def _is_list_of_digests(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return re.match(rb"[0-9A-Fa-f]{40}(:|\s|$)", file.readline()) is not None
    except OSError:
        return False


def _tables_exist() -> bool:
    required = {model._meta.db_table for model in (Site, HomePage, OfficeSettings)}
    return required <= set(connections["default"].introspection.table_names())
