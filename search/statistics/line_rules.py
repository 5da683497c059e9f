"""Which lines are the same search, and which are never written down?"""

import re

from django.utils.crypto import salted_hmac

from search.language.analysis import normalise
from search.querying.parser import CURLY_QUOTES

LONGEST = 80
MOST_WORDS = 10
SALT = "search.statistics"
DATE = re.compile(r"(?<![\d-])(?:19|20)\d\d(?:-\d\d){0,2}(?![\d-])")
# Letters and digits that lead to a person: addresses, telephone, account and insurance numbers,
# number plates, postcodes.
PRIVATE = (
    re.compile(r"@|://|\bwww\."),
    re.compile(r"\d(?:[\s().+/-]*\d){6,}"),
    re.compile(r"\b[a-z]{2}\s?(?:\d\s?){6}[a-d]\b"),
    re.compile(r"\b[a-z]{1,2}\d[a-z\d]?\s?\d[a-z]{2}\b"),
    re.compile(r"\b[a-z]{2}\d{2}\s?[a-z]{3}\b"),
)


def tidied(line: str) -> str:
    """Return the line as it is counted: lower case, single spaces, straight quotes."""
    return " ".join(normalise(line).translate(CURLY_QUOTES).lower().split())


def is_private(line: str) -> bool:
    """Return whether a tidied line may be about a person, or is no search at all."""
    if len(line) > LONGEST or len(line.split()) > MOST_WORDS or not line.isprintable():
        return True
    rest = DATE.sub(" ", line)
    return any(pattern.search(rest) for pattern in PRIVATE)


def key_of(line: str, *, site_id: int, language: str) -> str:
    """Return the fingerprint of a tidied line. Without SECRET_KEY it leads back to nothing."""
    value = f"{site_id}\n{language}\n{line}"
    return salted_hmac(SALT, value, algorithm="sha256").hexdigest()[:32]
