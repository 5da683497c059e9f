"""Fixtures and helpers for tests of embeds."""

from django.urls import reverse
from django.utils import translation

from newsroom.addresses.citations import encode_citation


def address(name: str, *, language: str, **kwargs) -> str:
    """Return the path of a view of the embeds in one language."""
    with translation.override(language):
        return reverse(f"newsroom_embed_{name}", kwargs=kwargs)


def card(page, *, language: str) -> str:
    """Return the path of the frame with one statement."""
    return address("statement", language=language, citation=encode_citation(page.translation_key))
