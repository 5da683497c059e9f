"""Does every office say what the law and its funder require?"""

from collections.abc import Sequence

from django.core.checks import Error, Tags, register
from django.db import connections
from wagtail.models import Site

from home.models import HomePage, OfficeSettings

REQUIRED = ("funding_en", "funding_cy", "imprint_en", "imprint_cy")
HINT = (
    "Fill in the office's settings in both languages, at Settings, Offices in the admin. Every "
    "page shows them."
)


@register(Tags.database)
def check_offices(app_configs, databases: Sequence[str] | None = None, **kwargs) -> list[Error]:
    """Report each office without funding statement or imprint in both languages.

    Runs with `manage.py check --database default` and before each `migrate`; says nothing while
    the tables do not exist yet.
    """
    if "default" not in (databases or ()) or not _tables_exist():
        return []
    homes = HomePage.objects.values("page_ptr_id")
    sites = Site.objects.filter(root_page_id__in=homes).order_by("pk")
    kept = {row["site_id"]: row for row in OfficeSettings.objects.values("site_id", *REQUIRED)}
    errors = []
    for site in sites:
        row = kept.get(site.pk)
        if row is None:
            errors.append(Error(f"The site {site} has no office settings.", HINT, id="home.E001"))
            continue
        missing = [name for name in REQUIRED if not row[name].strip()]
        if missing:
            text = f"The office of the site {site} lacks {', '.join(missing)}."
            errors.append(Error(text, HINT, id="home.E002"))
    return errors


def _tables_exist() -> bool:
    needed = {model._meta.db_table for model in (Site, HomePage, OfficeSettings)}
    return needed <= set(connections["default"].introspection.table_names())
