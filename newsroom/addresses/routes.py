"""Addresses of lists and feeds below a news index.

Path components are parsed into a destination, and a destination is written as a path. The words are
those of the index's language.
"""

import re
from dataclasses import dataclass

from newsroom.languages.data import LANGUAGES, language_data

FEED_FILES = ("rss.xml", "atom.xml", "feed.json")
CORRECTIONS_FEED = "atom.xml"
ADDRESS_WORDS = ("category", "topic", "feeds", "corrections")
RESERVED_SLUGS = frozenset(
    {data.address_words[name] for data in LANGUAGES.values() for name in ADDRESS_WORDS}
    | set(FEED_FILES)
)
_YEAR = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, kw_only=True)
class Destination:
    """A list of statements, one of its feeds, the page of all feeds, or the list of corrections."""

    category: str = ""
    topic: str = ""
    year: str = ""
    feed: str = ""  # a name in FEED_FILES
    is_feeds_page: bool = False
    is_corrections: bool = False  # the list of corrections, or its feed


def slug_is_reserved(slug: str) -> bool:
    """Return whether a list or a feed has the address of a statement with this slug."""
    return slug in RESERVED_SLUGS or _YEAR.fullmatch(slug) is not None


def resolve(components: list[str], *, language: str) -> Destination | None:
    """Return the destination of the components, or None where they may name a statement."""
    words = language_data(language).address_words
    match components:
        case []:
            return Destination()
        case [feed] if feed in FEED_FILES:
            return Destination(feed=feed)
        case [word] if word == words["feeds"]:
            return Destination(is_feeds_page=True)
        case [word] if word == words["corrections"]:
            return Destination(is_corrections=True)
        case [word, feed] if word == words["corrections"] and feed == CORRECTIONS_FEED:
            return Destination(is_corrections=True, feed=feed)
        case [year] if _YEAR.fullmatch(year):
            return Destination(year=year)
        case [word, slug] | [word, slug, _] if word in (words["category"], words["topic"]):
            feed = components[2] if len(components) == 3 else ""
            if feed and feed not in FEED_FILES:
                return None
            if word == words["category"]:
                return Destination(category=slug, feed=feed)
            return Destination(topic=slug, feed=feed)
    return None


def suffix(destination: Destination, *, language: str) -> str:
    """Return the path of `destination`, relative to the index."""
    words = language_data(language).address_words
    if destination.is_feeds_page:
        return f"{words['feeds']}/"
    if destination.is_corrections:
        folder = f"{words['corrections']}/"
    elif destination.category:
        folder = f"{words['category']}/{destination.category}/"
    elif destination.topic:
        folder = f"{words['topic']}/{destination.topic}/"
    elif destination.year:
        folder = f"{destination.year}/"
    else:
        folder = ""
    return folder + destination.feed
