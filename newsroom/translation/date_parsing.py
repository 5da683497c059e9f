"""Parsing of dates and times as people and machines write them in English and Welsh."""

import datetime
import re
import unicodedata
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from newsroom.languages.data import LANGUAGES

LONDON = ZoneInfo("Europe/London")

_ABBREVIATIONS = {
    **{name[:3].lower(): number for number, name in enumerate(LANGUAGES["en"].months, 1)},
    "sept": 9,
    "ion": 1,
    "chwe": 2,
    "chwef": 2,
    "maw": 3,
    "ebr": 4,
    "meh": 6,
    "gorff": 7,
    "gor": 7,
    "aws": 8,
    "hyd": 10,
    "tach": 11,
    "rhag": 12,
    "rha": 12,
}
# Soft, nasal and aspirate mutations, the plain radical after a lost mutation, and the form with
# one f that Django's own Welsh catalogue writes for July.
_MUTATED = {
    "fawrth": 3,
    "fai": 5,
    "fehefin": 6,
    "orffennaf": 7,
    "orffenaf": 7,
    "gorffenaf": 7,
    "ngorffennaf": 7,
    "fedi": 9,
    "dachwedd": 11,
    "thachwedd": 11,
    "nhachwedd": 11,
    "ragfyr": 12,
    "hionawr": 1,
    "hebrill": 4,
    "hawst": 8,
}
MONTH_NUMBERS = {
    **{
        name.lower(): number
        for language in LANGUAGES.values()
        for number, name in enumerate(language.months, 1)
    },
    **_ABBREVIATIONS,
    **_MUTATED,
}
_WEEKDAY = (
    r"(?:(?:dydd|nos|ddydd|ar)\s+)?(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?"
    r"|thu(?:rs?(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    r"|ll?un|f?mawrth|f?mercher|(?:d?iau)|g?wener|s?adwrn|s?ul|gwe|maw|mer|sad)"
)
_ORDINAL = r"(?:st|nd|rd|th|af|ail|ydd|fed|eg|ain|il)?"
_MONTH = r"(?P<month>[^\W\d_]{3,12})\.?"
_YEAR = r"(?P<year>(?:1[89]|20)\d\d)"
_TIME = r"(?:\s*(?:[,–-]|at|am|\||T)?\s*\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:am|pm|gmt|bst|z|yb|yh)?)?"
_LONG = re.compile(
    rf"^(?:{_WEEKDAY}\s*,?\s*)?(?:y\s+|the\s+)?(?P<day>\d{{1,2}}){_ORDINAL}\s*(?:of\s+|o\s+)?"
    rf"{_MONTH}\s*,?\s*{_YEAR}{_TIME}$",
    re.IGNORECASE,
)
_AMERICAN = re.compile(
    rf"^(?:{_WEEKDAY}\s*,?\s*)?{_MONTH}\s+(?P<day>\d{{1,2}}){_ORDINAL}\s*,?\s*{_YEAR}{_TIME}$",
    re.IGNORECASE,
)
_NUMERIC = re.compile(r"^(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>(?:1[89]|20)\d\d)$")
_ISO = re.compile(r"^(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?=$|[T\s])")
_LABEL = re.compile(
    r"^(?:published|posted|date|updated|cyhoeddwyd|dyddiad|postiwyd)(?:\s+(?:on|ar))?\s*:?\s*",
    re.IGNORECASE,
)
MAX_CHARACTERS = 80


def parse_date(text: str) -> datetime.date | None:
    """Return the date that the whole of `text` states, or None. A missing part is never guessed.

    Reads long forms with weekday, ordinals and mutations ("Thursday, 16 June, 2016", "16eg
    o Fehefin 2016"), ISO 8601 with or without time, British numerals (16/06/2016) and RFC 5322.
    A time with a zone is converted to the date in London.
    """
    if len(text) > 4 * MAX_CHARACTERS:
        return None
    text = " ".join(unicodedata.normalize("NFKC", text).split())
    text = _LABEL.sub("", text).strip(" .,;:|")
    if not text or len(text) > MAX_CHARACTERS or not text.isprintable():
        return None
    if moment := parse_datetime(text):
        return moment.astimezone(LONDON).date() if moment.tzinfo else moment.date()
    for pattern in (_LONG, _AMERICAN, _NUMERIC, _ISO):
        if match := pattern.match(text):
            return _date(match)
    return None


def parse_datetime(text: str) -> datetime.datetime | None:
    """Return the time that an ISO 8601 or RFC 5322 text states, or None. It may lack a zone."""
    text = text.strip()
    if len(text) > MAX_CHARACTERS:
        return None
    try:
        if re.match(r"^\d{4}-\d\d-\d\d[T ]\d\d", text):
            return _plausible(datetime.datetime.fromisoformat(text))
        if re.match(r"^(?:[A-Z][a-z]{2},\s*)?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d", text):
            return _plausible(parsedate_to_datetime(text))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return None


def in_london(moment: datetime.datetime) -> datetime.datetime:
    """Return `moment` with London's time zone where it has none."""
    return moment if moment.tzinfo else moment.replace(tzinfo=LONDON)


def _plausible(moment: datetime.datetime) -> datetime.datetime | None:
    # Conversions between time zones overflow at the first and the last year of the calendar.
    return moment if 2 <= moment.year <= 9998 else None


def _date(match: re.Match[str]) -> datetime.date | None:
    month = match["month"].lower()
    number = int(month) if month.isdecimal() else MONTH_NUMBERS.get(month)
    if not number:
        return None
    try:
        return datetime.date(int(match["year"]), number, int(match["day"]))
    except ValueError:
        return None
