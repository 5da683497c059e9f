"""Normalisation of search lines, their keys, and the rules for lines that are never stored."""

import re

from django.utils.crypto import salted_hmac

from search.language.analysis import normalise
from search.querying.parser import CURLY_QUOTES

MAX_LENGTH = 80
MAX_WORDS = 10
SALT = "search.statistics"
DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d(?:-\d\d){0,2}(?![\d-])")
# What may identify a person: e-mail and web addresses, telephone and account numbers, National
# Insurance numbers, postcodes, number plates.
PRIVATE = (
    re.compile(r"@|://|\bwww\."),
    re.compile(r"\d(?:[\s().+/-]*\d){6,}"),
    re.compile(r"\b[a-z]{2}\s?(?:\d\s?){6}[a-d]\b"),
    re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b"),
    re.compile(r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b"),
)


def normalised_line(line: str) -> str:
    """Return the line as it is counted: NFC, lower case, single spaces, straight quotes."""
    return " ".join(normalise(line).translate(CURLY_QUOTES).lower().split())


def is_private(line: str) -> bool:
    """Return whether a normalised line may identify a person, or is too long for a search."""
    if len(line) > MAX_LENGTH or len(line.split()) > MAX_WORDS or not line.isprintable():
        return True
    rest = DATE.sub(" ", line)
    return any(pattern.search(rest) for pattern in PRIVATE)


def line_key(line: str, *, site_id: int, language: str) -> str:
    """Return the key of a normalised line: an HMAC, from which the line cannot be found."""
    value = f"{site_id}\n{language}\n{line}"
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()[:32]
