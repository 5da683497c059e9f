"""The public views whose responses are stored, and the parameters that each of them reads."""

from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode

# The view answers differently for any parameter, and reports unknown ones.
ALL_PARAMETERS = None
LIST_PARAMETERS = frozenset({"category", "topic", "year", "include", "page"})
NO_PARAMETERS: frozenset[str] = frozenset()

# By name of the URL pattern. Other parameters of these views are ignored. A view that shows other
# offices than that of its host does not belong here, such as oEmbed; nor does archive search, whose
# answers depend on an index that follows the content.
CACHED_VIEWS: dict[str, frozenset[str] | None] = {
    "wagtail_serve": LIST_PARAMETERS,
    "newsroom_feed": NO_PARAMETERS,
    "newsroom_sitemap": NO_PARAMETERS,
    "newsroom_sitemap_part": NO_PARAMETERS,
    "newsroom_robots": NO_PARAMETERS,
    "newsroom_embed_builder": ALL_PARAMETERS,
    "newsroom_embed_script": ALL_PARAMETERS,
    "newsroom_embed_statement": ALL_PARAMETERS,
    "newsroom_embed_statements": ALL_PARAMETERS,
    "office_css": ALL_PARAMETERS,
}
READ_PARAMETERS = frozenset().union(*filter(None, CACHED_VIEWS.values()))
# Addresses below these are never stored, so their requests cost no query for the state.
NEVER_CACHED = ("/admin/", "/api/", "/documents/", "/embargo/", "/media/", "/static/", "/s/")


def without_ignored(query: str, *, read: Iterable[str] = READ_PARAMETERS) -> str:
    """Return the query string with only the parameters that are read, in their order."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True, encoding="utf-8", errors="replace")
    return urlencode([pair for pair in pairs if pair[0] in read])
