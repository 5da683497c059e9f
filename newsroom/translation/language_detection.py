"""Detection of the language of a text, among the languages of the site."""

from newsroom.languages.configured import language_codes

# Names of languages as people write them in tables, in addition to the configured codes.
LANGUAGE_NAMES = {"english": "en", "saesneg": "en", "welsh": "cy", "cymraeg": "cy"}
SAMPLE_CHARACTERS = 600
# Shares of known words, 0 to 1: the least that the best language needs, and its least lead.
MIN_SHARE = 0.2
MIN_LEAD = 0.1


def declared_language(value: str | None) -> str:
    """Return the language code of a `lang` attribute or column such as "cy-GB" or "Welsh".

    "" for a language that the site does not have.
    """
    value = (value or "").strip().lower().replace("_", "-")
    code = LANGUAGE_NAMES.get(value, value.partition("-")[0])
    return code if code in language_codes() else ""


def detect_language(text: str) -> str:
    """Return the language of the first 600 characters of `text`, or "" where none clearly leads."""
    sample = text[:SAMPLE_CHARACTERS].strip()
    if not sample:
        return ""
    # Its import costs every command a third of a second of processor time.
    from simplemma import langdetect

    codes = language_codes()
    shares = dict(langdetect(sample, lang=codes))
    ranked = sorted(((shares.get(code, 0.0), code) for code in codes), reverse=True)
    (best, language), *others = ranked
    lead = best - others[0][0] if others else best
    return language if best >= MIN_SHARE and lead >= MIN_LEAD else ""
