"""At which addresses do embeds lie? Frames and their builder in each language, the rest once."""

from django.urls import path, re_path
from django.utils.functional import lazy
from django.utils.translation import get_language

from newsroom.partners.embeds.builder import builder
from newsroom.partners.embeds.frames import statement, statements
from newsroom.partners.embeds.oembed import oembed
from newsroom.partners.embeds.script_views import script

WORDS = {
    "en": {"embed": "embed", "statements": "statements", "statement": "statement"},
    "cy": {"embed": "mewnblannu", "statements": "datganiadau", "statement": "datganiad"},
}


def _address(*names: str) -> str:
    words = WORDS.get(get_language() or "en", WORDS["en"])
    return "".join(f"{words[name]}/" for name in names)


def _card_address() -> str:
    return _address("embed", "statement") + "<slug:citation>/"


_lazy_address = lazy(_address, str)

SCRIPT = r"^embed/v(?P<version>[0-9]{1,3}(?:\.[0-9]{1,3})?)\.js$"

site_patterns = [
    re_path(SCRIPT, script, name="newsroom_embed_script"),
    re_path(r"^oembed/?$", oembed, name="newsroom_oembed"),
]

language_patterns = [
    path(_lazy_address("embed"), builder, name="newsroom_embed_builder"),
    path(_lazy_address("embed", "statements"), statements, name="newsroom_embed_statements"),
    path(lazy(_card_address, str)(), statement, name="newsroom_embed_statement"),
]
