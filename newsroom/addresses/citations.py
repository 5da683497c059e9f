"""Permanent addresses of statements, independent of title, place and language.

The address is `/s/<citation>`. The citation is the statement's translation key in 26 digits and
lower-case letters without i, l, o and u (Douglas Crockford's base 32), so that it can be read aloud
and typed.
"""

import uuid
from typing import Protocol

from newsroom.models import ArticlePage
from newsroom.translation.locales import language_of


class Cited(Protocol):
    """What an address is made of: a page, or a row with its columns."""

    @property
    def translation_key(self) -> uuid.UUID:
        """Return the key that both languages share."""

    @property
    def locale_id(self) -> int:
        """Return the number of the language."""


DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1", "-": None})


def encode_citation(key: uuid.UUID) -> str:
    """Return the citation of a translation key."""
    number, digits = key.int, ""
    for _ in range(LENGTH):
        number, digit = divmod(number, len(DIGITS))
        digits = DIGITS[digit] + digits
    return digits


def decode_citation(citation: str) -> uuid.UUID | None:
    """Return the translation key of a citation, or None for an invalid one."""
    text = citation.lower().translate(MISREAD)
    if len(text) != LENGTH or any(digit not in DIGITS for digit in text):
        return None
    number = 0
    for digit in text:
        number = number * len(DIGITS) + DIGITS.index(digit)
    return uuid.UUID(int=number) if number < 2**128 else None


def statements_for_citation(citation: str) -> list[ArticlePage]:
    """Return the public statements of a citation, earliest publication first. One query."""
    key = decode_citation(citation)
    if key is None:
        return []
    return list(
        ArticlePage.objects.filter(translation_key=key)
        .public_now()
        .select_related("locale")
        .defer_streamfields()
        .order_by("first_published_at", "pk")
    )


def preferred_statement(pages: list[ArticlePage], *, language: str) -> ArticlePage | None:
    """Return the statement in the language, else the one published first."""
    own = [page for page in pages if language_of(page) == language]
    return next(iter([*own, *pages]), None)


def citation_path(page: Cited) -> str:
    """Return the permanent address of a statement without host."""
    return f"/s/{encode_citation(page.translation_key)}"


def versions_path(page: Cited) -> str:
    """Return the address of the list of a statement's public versions, without host."""
    return f"{citation_path(page)}/{language_of(page)}/v/"


def version_path(page: Cited, number: int) -> str:
    """Return the permanent address of one public version of a statement, without host."""
    return f"{versions_path(page)}{number}"
