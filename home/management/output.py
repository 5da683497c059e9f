"""Lines that several commands print."""

from newsroom.languages.configured import default_language, language_codes, language_name


def home_address_lines(root_url: str) -> list[str]:
    """Return one line for each language with its name and the address of its home page."""
    paths = {code: "/" if code == default_language() else f"/{code}/" for code in language_codes()}
    return [f"  {language_name(code)!s:<10}{root_url}{path}" for code, path in paths.items()]
