"""What must be known before an office can be made, and what does it start with?"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from home.models import OfficeSettings
from home.offices.plaintext import typographic
from home.offices.provisioning import CategoryWords, Office, create_office
from home.offices.starter_content import (
    PagePair,
    create_standard_pages,
    fill_navigation,
    read_pages,
)

FOLDER = Path(__file__).parent / "presets"
PRESETS = {path.stem: path for path in FOLDER.glob("*.toml")}
REQUIRED = ("name_en", "name_cy", "funding_en", "funding_cy", "imprint_en", "imprint_cy")
CATEGORIES = [
    CategoryWords(en="News", cy="Newyddion"),
    CategoryWords(en="Speeches", cy="Areithiau"),
]
MENUS = {"main": ["news", "contact"], "footer": ["accessibility", "cookies", "privacy"]}


class IncompleteOrderError(ValueError):
    """What was given does not make an office; the message says what is missing or wrong."""


@dataclass(frozen=True, kw_only=True)
class NewOffice:
    """An office as ordered: fields of `OfficeSettings`, categories and the preset's caution."""

    settings: dict[str, str]
    categories: list[CategoryWords]
    note: str = ""


def read_order(*, given: dict[str, str], file: Path | None = None, preset: str = "") -> NewOffice:
    """Put an order together: what is given as options goes before the file, that before the preset.

    Raises `IncompleteOrderError` for an unreadable file, an unknown setting or a missing one.
    """
    base = _toml(PRESETS[preset]) if preset else {}
    own = _toml(file) if file else {}
    settings = {**base.get("settings", {}), **own.get("settings", {}), **given}
    fields = {field.name for field in OfficeSettings._meta.get_fields()} - {"id", "site", "logo"}
    unknown = sorted(set(settings) - fields)
    if unknown:
        raise IncompleteOrderError(f"There is no setting {', '.join(unknown)}.")
    names = {name: settings.get(name, "") for name in ("name_en", "name_cy")}
    settings = {
        key: typographic(_filled(str(text), names)) if key not in given else text
        for key, text in settings.items()
    }
    missing = [key for key in REQUIRED if not settings.get(key, "").strip()]
    if missing:
        raise IncompleteOrderError(
            "An office needs its name, funding statement and imprint in both languages. "
            f"Missing: {', '.join(missing)}."
        )
    rows = own.get("categories") or base.get("categories")
    try:
        categories = [CategoryWords(**row) for row in rows] if rows else CATEGORIES
    except TypeError as error:
        raise IncompleteOrderError("Each category needs its name as en and as cy.") from error
    return NewOffice(settings=settings, categories=categories, note=base.get("note", ""))


@transaction.atomic
def open_office(order: NewOffice, *, hostname: str, port: int, is_default: bool) -> Office:
    """Make the office with its standard pages and menus.

    Raises `django.core.exceptions.ValidationError` where its address or name is taken.
    """
    office = create_office(
        hostname=hostname,
        port=port,
        settings=order.settings,
        categories=order.categories,
        is_default=is_default,
    )
    words = {**order.settings, "contact": order.settings.get("email") or f"office@{hostname}"}
    pairs = _standard_pages(words)
    pages = create_standard_pages(office, pairs)
    fill_navigation(office, pages, main=MENUS["main"], footer=MENUS["footer"])
    return office


def draft_titles() -> list[str]:
    """Return the English titles of the standard pages that the office must complete."""
    return [pair.words["en"].title for pair in _standard_pages({}) if pair.is_draft]


def _standard_pages(words: dict[str, str]) -> list[PagePair]:
    return read_pages(FOLDER / "pages", fill=lambda text: _filled(text, words))


def _toml(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise IncompleteOrderError(f"{path} cannot be read: {error}") from error


def _filled(text: str, words: dict[str, str]) -> str:
    """Return `text` with {name_en} and the like replaced; other braces stay."""
    for key, value in words.items():
        text = text.replace(f"{{{key}}}", value)
    return text
