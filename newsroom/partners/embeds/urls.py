"""URL patterns of embeds. Frames and the builder have a translated path in each language."""

from django.urls import path, re_path
from django.utils.functional import lazy

from newsroom.languages.configured import active_language
from newsroom.languages.data import language_data
from newsroom.partners.embeds.builder import builder
from newsroom.partners.embeds.frames import statement, statements
from newsroom.partners.embeds.oembed import oembed
from newsroom.partners.embeds.script_views import script


def _path(*names: str) -> str:
    words = language_data(active_language()).address_words
    return "".join(f"{words[name]}/" for name in names)


def _card_path() -> str:
    return _path("embed", "statement") + "<slug:citation>/"


_lazy_path = lazy(_path, str)

SCRIPT = r"^embed/v(?P<version>[0-9]{1,3}(?:\.[0-9]{1,3})?)\.js$"

site_patterns = [
    re_path(SCRIPT, script, name="newsroom_embed_script"),
    re_path(r"^oembed/?$", oembed, name="newsroom_oembed"),
]

language_patterns = [
    path(_lazy_path("embed"), builder, name="newsroom_embed_builder"),
    path(_lazy_path("embed", "statements"), statements, name="newsroom_embed_statements"),
    path(lazy(_card_path, str)(), statement, name="newsroom_embed_statement"),
]
