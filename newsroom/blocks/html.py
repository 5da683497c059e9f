"""Small pieces of HTML that several blocks write for the API. All text is escaped."""

from html import escape

from django.utils.translation import gettext as _


def heading(text: str) -> str:
    """Return a heading of level 2, "" without text."""
    return f"<h2>{escape(text)}</h2>" if text else ""


def source_note(source: str) -> str:
    """Return "Source: …" in the active language, "" without a source."""
    return escape(_("Source: %(source)s") % {"source": source}) if source else ""


def web_address(url: str | None) -> str:
    """Return a web address for an attribute, "" for any other content of an address field."""
    return escape(url) if url and url.startswith(("http://", "https://")) else ""
