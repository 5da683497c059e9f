"""Validators of new passwords that ask no other service: guessable ones, and breached ones."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# zxcvbn's scores are 0 to 4; below 3, fewer than 10^8 guesses are enough.
LOWEST_SCORE = 3
# What follows adds nothing to what can be judged, and makes it slow.
LONGEST = 72


class GuessablePasswordValidator:
    """Refuses passwords that zxcvbn guesses: common ones, names, dates, rows of keys, repetitions.

    Its lists hold 30,000 passwords of breaches, and common words and names.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise `ValidationError` for a password that can be guessed."""
        from zxcvbn import zxcvbn  # loads its lists, which nothing else needs

        found = zxcvbn(password[:LONGEST], user_inputs=list(_known_words(user)))
        if found["score"] < LOWEST_SCORE:
            raise ValidationError(
                _(
                    "This password can be guessed: it is common, or made of words, names, dates or"
                    " keys that stand together. Several words without a connection are better."
                ),
                code="password_guessable",
            )

    def get_help_text(self) -> str:
        """Return the rule, for forms."""
        return _("Several words without a connection make a good password.")


class BreachedPasswordValidator:
    """Refuses passwords that the operator's list of breached ones holds.

    `BREACH_LIST` has a line for each, sorted: its SHA-1 in hexadecimal digits, and
    anything after a colon. Have I Been Pwned offers such a file.
    """

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise `ValidationError` for a password of the list."""
        path = settings.BREACH_LIST
        if path and is_listed(password, path=Path(path)):
            raise ValidationError(
                _("This password is on a list of stolen passwords. Choose another one."),
                code="password_breached",
            )

    def get_help_text(self) -> str:
        """Return no rule of its own."""
        return ""


def is_listed(password: str, *, path: Path) -> bool:
    """Return whether a sorted file has the SHA-1 of a password; raises `OSError`.

    A binary search: some forty reads in a file of forty gigabytes.
    """
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    with path.open("rb") as file:
        low, high = 0, path.stat().st_size
        while low < high:  # for the last position after which a smaller hash begins
            middle = (low + high) // 2
            if _hash_after(file, middle) < wanted:
                low = middle + 1
            else:
                high = middle
        return wanted in (_hash_after(file, low), _hash_after(file, 0))


def _hash_after(file: BinaryIO, position: int) -> bytes:
    """Return the first hash that begins at a position or after it; at the end, the greatest."""
    file.seek(max(0, position - 1))
    if position:
        file.readline()  # the rest of the line before
    return file.readline()[:40].upper() or b"~"


def _known_words(user: AbstractBaseUser | None) -> Iterable[str]:
    """Return words that somebody who attacks this account tries first."""
    yield from ("lectern", str(settings.WAGTAIL_SITE_NAME).lower())
    for name in ("username", "first_name", "last_name", "email"):
        value = str(getattr(user, name, "") or "").lower()
        yield from filter(None, (value, value.partition("@")[0]))
