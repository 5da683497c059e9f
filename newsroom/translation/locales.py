"""Language codes of pages and terms.

Rows of `Locale` rarely change. Each process caches their codes, which saves a query.
"""

from wagtail.models import Locale, TranslatableMixin

_codes: dict[int, str] = {}


def language_of(row: TranslatableMixin) -> str:
    """Return the language code of a page or term, such as "cy". One query per process at most."""
    if row.locale_id not in _codes:
        _codes.update(Locale.objects.values_list("pk", "language_code"))
    return _codes[row.locale_id]


def clear_language_cache() -> None:
    """Clear the cache after a locale was added, changed or removed."""
    _codes.clear()
