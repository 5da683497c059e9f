"""What the API and search make of a film."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from newsroom.blocks.base import ApiContext, PlainText
from newsroom.blocks.html import web_address
from newsroom.blocks.video.block import VideoValue
from newsroom.blocks.video.players import host_of, player_address


def api_shape(stored: dict[str, Any], context: ApiContext) -> dict[str, Any]:
    """Return the address, the title, the transcript, the host and the address of a player."""
    url = stored.get("url") or ""
    return {
        "url": url,
        "title": stored.get("title") or "",
        "transcript": stored.get("transcript") or "",
        "host": host_of(url),
        "player_url": player_address(url) or None,
    }


def api_html(shape: Mapping[str, Any]) -> str:
    """Return a link to the film, and the transcript under a heading."""
    url = web_address(shape["url"])
    label = escape(_("Watch the film: %(title)s") % {"title": shape["title"]})
    link = f'<p><a href="{url}">{label}</a></p>' if url else f"<p>{label}</p>"
    if not shape["transcript"]:
        return link
    words = linebreaks(shape["transcript"], autoescape=True)
    return f"{link}<h3>{escape(_('Transcript'))}</h3>{words}"


def search_text(value: VideoValue, plain_text: PlainText) -> Iterator[str]:
    """Yield the title and the transcript."""
    yield value.get("title") or ""
    yield value.get("transcript") or ""
