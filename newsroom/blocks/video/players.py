"""Addresses of films, and of the players that show them without tracking."""

import re
from urllib.parse import parse_qs, urlsplit

_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{6,20}")
_VIMEO_ID = re.compile(r"[0-9]{5,12}")
_YOUTUBE = {"youtube.com", "m.youtube.com", "youtube-nocookie.com", "youtu.be"}
_VIMEO = {"vimeo.com", "player.vimeo.com"}


def host_of(url: str) -> str:
    """Return the host of the film, without "www."."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def player_address(url: str) -> str:
    """Return the address of the film's player, or "" where it can only be linked to."""
    parts = urlsplit(url)
    host = host_of(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    last = segments[-1] if segments else ""
    if host in _YOUTUBE:
        film = parse_qs(parts.query).get("v", [last])[0]
        if _YOUTUBE_ID.fullmatch(film):
            return f"https://www.youtube-nocookie.com/embed/{film}?autoplay=1"
    if host in _VIMEO and _VIMEO_ID.fullmatch(last):
        return f"https://player.vimeo.com/video/{last}?dnt=1&autoplay=1"
    return ""
