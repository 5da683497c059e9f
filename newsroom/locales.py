"""In which language is a page or a term, without asking the database each time?

The two or so rows of `Locale` hardly ever change; each process keeps their codes.
"""

from wagtail.models import Locale, TranslatableMixin

_codes: dict[int, str] = {}


def language_of(row: TranslatableMixin) -> str:
    """Return the language code of the row: "en" or "cy"."""
    if row.locale_id not in _codes:
        _codes.update(Locale.objects.values_list("pk", "language_code"))
    return _codes[row.locale_id]


def forget_languages() -> None:
    """Read the codes again when next asked: a locale was added, changed or removed."""
    _codes.clear()
