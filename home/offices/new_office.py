"""The specification of a new office, and its creation with standard pages and menus."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction

from home.models import OfficeSettings
from home.models.office import fields_in_all_languages
from home.offices.plaintext import smart_quotes
from home.offices.provisioning import Office, create_office
from home.offices.standard_pages import (
    StandardPageTexts,
    create_standard_pages,
    read_pages,
    set_menus,
)
from newsroom.languages.configured import default_language, language_codes
from newsroom.languages.data import language_data

FOLDER = Path(__file__).parent / "presets"
PRESETS = {path.stem: path for path in FOLDER.glob("*.toml")}
REQUIRED_TEXTS = ("name", "funding", "imprint")
MENUS = {"main": ["news", "contact"], "footer": ["accessibility", "cookies", "privacy"]}


class InvalidSpecificationError(ValueError):
    """A specification that lacks a setting or has a wrong one; the message names it."""


@dataclass(frozen=True, kw_only=True)
class OfficeSpecification:
    """A new office: fields of `OfficeSettings`, names of categories, and the preset's note.

    Each category is a dictionary of its names by language code.
    """

    settings: dict[str, str]
    categories: list[dict[str, str]]
    note: str = ""


def read_specification(
    *, given: dict[str, str], file: Path | None = None, preset: str = ""
) -> OfficeSpecification:
    """Return the specification; options take precedence over the file, the file over the preset.

    Raises `InvalidSpecificationError` for an unreadable file, an unknown setting or a missing one.
    """
    base = _toml(PRESETS[preset]) if preset else {}
    from_file = _toml(file) if file else {}
    settings = {**base.get("settings", {}), **from_file.get("settings", {}), **given}
    fields = {field.name for field in OfficeSettings._meta.get_fields()} - {"id", "site", "logo"}
    unknown = sorted(set(settings) - fields)
    if unknown:
        raise InvalidSpecificationError(f"There is no setting {', '.join(unknown)}.")
    names = {name: settings.get(name, "") for name in fields_in_all_languages("name")}
    settings = {
        key: smart_quotes(_filled(str(text), names)) if key not in given else text
        for key, text in settings.items()
    }
    required = fields_in_all_languages(*REQUIRED_TEXTS)
    missing = [key for key in required if not settings.get(key, "").strip()]
    if missing:
        raise InvalidSpecificationError(
            "An office needs its name, funding statement and imprint in both languages. "
            f"Missing: {', '.join(missing)}."
        )
    rows = from_file.get("categories") or base.get("categories")
    categories = rows or default_categories()
    codes = set(language_codes())
    if not isinstance(categories, list) or not all(
        isinstance(row, dict) and row.keys() == codes for row in categories
    ):
        raise InvalidSpecificationError("Each category needs its name as en and as cy.")
    return OfficeSpecification(settings=settings, categories=categories, note=base.get("note", ""))


@transaction.atomic
def create_office_with_pages(
    specification: OfficeSpecification, *, hostname: str, port: int, is_default: bool
) -> Office:
    """Create the office with its standard pages and menus.

    Raises `django.core.exceptions.ValidationError` where its address or name is taken.
    """
    office = create_office(
        hostname=hostname,
        port=port,
        settings=specification.settings,
        categories=specification.categories,
        is_default=is_default,
    )
    values = {
        **specification.settings,
        "contact": specification.settings.get("email") or f"office@{hostname}",
    }
    pages = create_standard_pages(office, _standard_pages(values))
    set_menus(office, pages, main=MENUS["main"], footer=MENUS["footer"])
    return office


def draft_titles() -> list[str]:
    """Return the titles, in the default language, of the pages that the office must complete."""
    return [page.texts[default_language()].title for page in _standard_pages({}) if page.is_draft]


def _standard_pages(values: dict[str, str]) -> list[StandardPageTexts]:
    return read_pages(FOLDER / "pages", fill=lambda text: _filled(text, values))


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidSpecificationError(f"{path} cannot be read: {error}") from error


def _filled(text: str, values: dict[str, str]) -> str:
    """Return `text` with placeholders such as {name_en} replaced; unknown ones remain."""
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", value)
    return text


def default_categories() -> list[dict[str, str]]:
    """Return the names of the categories that an office has where none are specified."""
    codes = language_codes()
    rows = zip(*(language_data(code).default_categories for code in codes), strict=True)
    return [dict(zip(codes, names, strict=True)) for names in rows]
