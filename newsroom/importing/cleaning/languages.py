"""In which language is a text, English or Welsh?"""

from simplemma import langdetect

LANGUAGES = ("en", "cy")
ENOUGH = 600


def declared_language(value: str | None) -> str:
    """Return "en" or "cy" for a `lang` attribute or column such as "cy-GB", "Welsh", else ""."""
    value = (value or "").strip().lower().replace("_", "-")
    names = {"english": "en", "saesneg": "en", "welsh": "cy", "cymraeg": "cy"}
    value = names.get(value, value.partition("-")[0])
    return value if value in LANGUAGES else ""


def detect_language(text: str) -> str:
    """Return "en" or "cy" by the words of the first 600 characters, or "" where neither wins."""
    sample = text[:ENOUGH].strip()
    if not sample:
        return ""
    shares = dict(langdetect(sample, lang=LANGUAGES))
    english, welsh = shares.get("en", 0.0), shares.get("cy", 0.0)
    if max(english, welsh) < 0.2 or abs(english - welsh) < 0.1:
        return ""
    return "cy" if welsh > english else "en"
