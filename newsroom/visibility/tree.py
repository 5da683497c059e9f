"""Queries for the pages below a page, written so that databases use an index.

Wagtail matches `path LIKE '0001%'`. SQLite's LIKE ignores case, so no index helps, and every list
would read all pages of the installation. A range of paths, as treebeard uses elsewhere, uses the
unique index of `path` on every database.
"""

from django.db.models import CharField, Exists, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from wagtail.models import Locale, Page, Site

# Sorts after every path that begins with the same characters.
_LAST: str = Page.alphabet[-1] * Page.steplen * 2


def end_below(path: str) -> str:
    """Return a path that sorts after those of all pages below a page, before all others."""
    return path + _LAST


def at_or_below(path: str | Combinable) -> Q:
    """Match the page with the given path and the pages below it."""
    last = end_below(path) if isinstance(path, str) else Concat(path, Value(_LAST))
    return Q(path__gte=path, path__lte=last)


class ParentPath(Func):
    """The path of a page's parent, computed from its own path.

    Written as in the index `newsroom_page_published` (newsroom/migrations/0011_page_indexes.py),
    without parameters, so that databases use that index.
    """

    template = f"SUBSTR(%(expressions)s, 1, LENGTH(%(expressions)s) - {Page.steplen})"
    output_field = CharField()


def home_path(site: Site, *, language: str) -> Subquery:
    """Return a subquery for the path of the site's home page in a language."""
    homes = Page.objects.filter(
        translation_key=site.root_page.translation_key, locale__language_code=language
    )
    return Subquery(homes.values("path")[:1], output_field=CharField())


def in_language(language: str) -> Exists:
    """Match pages of a language, in addition to a range of paths.

    SQLite would prefer the index of `locale`, which matches half of all pages, to the range. A
    condition of this form prevents that.
    """
    return Exists(Locale.objects.filter(pk=OuterRef("locale_id"), language_code=language))
