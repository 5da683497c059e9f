"""In which language is a page or a term, and in which does one speak now?

The two or so rows of `Locale` hardly ever change; each process keeps their codes, so that the
database is not asked each time.
"""

from django.utils.translation import get_language
from wagtail.models import Locale, TranslatableMixin

_codes: dict[int, str] = {}


def language_of(row: TranslatableMixin) -> str:
    """Return the language code of the row: "en" or "cy"."""
    if row.locale_id not in _codes:
        _codes.update(Locale.objects.values_list("pk", "language_code"))
    return _codes[row.locale_id]


def active_language() -> str:
    """Return the language that is spoken now: "cy", or "en" where it is that or none."""
    return "cy" if get_language() == "cy" else "en"


def forget_languages() -> None:
    """Read the codes again when next asked: a locale was added, changed or removed."""
    _codes.clear()
