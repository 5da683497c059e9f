"""Which pages lie below another, asked so that an index finds them?

Wagtail asks with `path LIKE '0001%'`. SQLite's LIKE does not mind capitals, so no index helps, and
every list would read all pages of the installation. A range of paths, as treebeard asks elsewhere,
is found by the unique index of `path` on every database.
"""

from django.db.models import CharField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Concat
from wagtail.models import Locale, Page, Site

# Behind every path that begins with the same characters.
_LAST = Page.alphabet[-1] * Page.steplen * 2


def at_or_below(path: str | Combinable, *, of: str = "path") -> Q:
    """Match rows whose path `of` is the given one or that of a page below it."""
    last = path + _LAST if isinstance(path, str) else Concat(path, Value(_LAST))
    return Q(**{f"{of}__gte": path, f"{of}__lte": last})


def home_path(site: Site, *, language: str) -> Subquery:
    """Return, for use in a query, the path of the site's home page in a language."""
    homes = Page.objects.filter(
        translation_key=site.root_page.translation_key, locale__language_code=language
    )
    return Subquery(homes.values("path")[:1], output_field=CharField())


def in_language(language: str) -> Exists:
    """Match pages of a language, beside a range of paths.

    SQLite would rather look up the language in the index of `locale`, which names half of all
    pages, than the range. A condition of this form leaves it no choice.
    """
    return Exists(Locale.objects.filter(pk=OuterRef("locale_id"), language_code=language))
