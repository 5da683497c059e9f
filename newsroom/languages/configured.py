"""The languages that `settings.LANGUAGES` configures, and the active one."""

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language

from newsroom.languages.data import language_data


def language_codes() -> tuple[str, ...]:
    """Return the codes of the configured languages in their order, such as `("en", "cy")`."""
    return tuple(code for code, _name in settings.LANGUAGES)


def default_language() -> str:
    """Return the code of the default language."""
    return settings.LANGUAGE_CODE


def other_language(language: str) -> str:
    """Return the code of the first configured language other than `language`."""
    return next((code for code in language_codes() if code != language), language)


def active_language() -> str:
    """Return the code of the active language; of the default one where it is not configured."""
    active = get_language()
    return active if active in language_codes() else default_language()


def language_choices() -> list[tuple[str, Promise]]:
    """Return codes and translatable names of the configured languages, for form fields."""
    return [(code, language_data(code).name) for code in language_codes()]


def language_name(language: str) -> Promise:
    """Return the translatable name of a language."""
    return language_data(language).name
