"""The whole content of a statement as sanitised HTML with absolute addresses, for feeds.

Each process keeps the results for one state of the office, because each block of a body may cost
queries, and the feeds of an office show the same statements.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urljoin

import nh3
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from newsroom.blocks import BLOCK_TYPES
from newsroom.blocks.chosen_objects import known_objects
from newsroom.blocks.each_block import for_each_block
from newsroom.blocks.rich_text import known_links
from newsroom.caching.request_state import once_per_state
from newsroom.faults.parts import may_be_left_out, number_left_out, part_or
from newsroom.languages.configured import active_language
from newsroom.media.page_images import BodyReferences, body_objects, references_in
from newsroom.media.pictures import load_sizes, media_type, picture_from_renditions
from newsroom.models import ArticlePage

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "cite", "q", "a", "strong", "b"),
    *("em", "i", "br", "hr", "figure", "figcaption", "img", "dl", "dt", "dd", "sub", "sup"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "abbr", "time"),
}
DROPPED_WITH_CONTENT = {
    *("script", "style", "button", "form", "svg", "template", "iframe", "noscript", "dialog"),
}
ATTRIBUTES = {
    "*": {"lang"},
    "a": {"href", "hreflang"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
ADDRESSES = {"href", "src", "cite"}


@dataclass(frozen=True, kw_only=True)
class FeedImage:
    """The lead picture as a file that a feed points to."""

    url: str
    media_type: str
    length: int
    alt: str


@dataclass(frozen=True, kw_only=True)
class FullContent:
    """The text of a statement as HTML, and its lead picture."""

    html: str
    image: FeedImage | None


def contents(
    pages: Iterable[ArticlePage], *, request: HttpRequest, root_url: str
) -> dict[int, FullContent]:
    """Return the content of each page by id.

    What is not known yet costs a query for the statements and one for each kind of object.
    """
    # Filled by all requests of this state; without a state it is a new one.
    known: dict[int, FullContent] = once_per_state(
        request, ("feed contents", root_url, active_language()), dict
    )
    ids = [page.pk for page in pages]
    missing = [pk for pk in ids if pk not in known]
    fresh = (
        ArticlePage.objects.select_related("locale", "lead_image").in_bulk(missing)
        if missing
        else {}
    )
    found = {pk: known[pk] for pk in ids if pk in known}
    with _objects_of(fresh.values(), request=request):
        for pk, page in fresh.items():
            left_out = number_left_out()
            found[pk] = full_content(page, request=request, root_url=root_url)
            if number_left_out() == left_out:
                known[pk] = found[pk]
    return found


@contextmanager
def _objects_of(pages: Collection[ArticlePage], *, request: HttpRequest) -> Iterator[None]:
    """Read what these statements show and link to together."""
    found = BodyReferences()
    for page in pages:
        references = references_in(page)
        found.images |= references.images
        found.documents |= references.documents
    lead_images = [page.lead_image_id for page in pages]
    with may_be_left_out("pictures"):
        load_sizes([*found.images, *lead_images], request=request)
    objects = part_or({}, lambda: body_objects(found), part="pictures and documents")
    texts = [block["value"] for page in pages for block in page.body.raw_data]
    with known_objects(objects), known_links(texts, request=request):
        yield


def full_content(page: ArticlePage, *, request: HttpRequest, root_url: str) -> FullContent:
    """Render the statement's lead picture and body. A picture or block that fails is left out."""
    context = {"page": page, "request": request, "for_feed": True}
    texts = for_each_block(
        page.body,
        lambda child: BLOCK_TYPES[child.block_type].feed_html(child, context),
        page=page.pk,
    )
    parts = [html for html in texts if html is not None]
    image, figure = part_or(
        (None, ""),
        lambda: _lead_picture(page, request=request, root_url=root_url),
        part="lead picture",
        page=page.pk,
    )
    return FullContent(html=sanitised(figure + "\n".join(parts), root_url=root_url), image=image)


def sanitised(html: str, *, root_url: str) -> str:
    """Return `html` with only harmless tags, and with absolute addresses."""
    return html_cleaner(root_url).clean(html).strip()


def html_cleaner(root_url: str) -> nh3.Cleaner:
    """Return a cleaner that allows only harmless tags and makes addresses absolute."""

    def absolute(tag: str, attribute: str, value: str) -> str:
        return urljoin(root_url + "/", value) if attribute in ADDRESSES else value

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=DROPPED_WITH_CONTENT,
        attributes=ATTRIBUTES,
        attribute_filter=absolute,
        link_rel=None,
    )


def _lead_picture(
    page: ArticlePage, *, request: HttpRequest, root_url: str
) -> tuple[FeedImage | None, str]:
    if page.lead_image is None:
        return None, ""
    picture = picture_from_renditions(page.lead_image, request=request)
    if picture is None:
        return None, ""
    rendition = picture.largest
    alt = "" if page.lead_image_decorative else page.lead_image_alt
    url = urljoin(root_url + "/", rendition.url)
    image = FeedImage(url=url, media_type=media_type(rendition), length=rendition.bytes, alt=alt)
    credit = page.lead_image_credit or page.lead_image.credit
    lines = [line for line in (page.lead_image_caption, credit) if line]
    caption = (
        format_html("<figcaption>{}</figcaption>", format_html_join(" · ", "{}", zip(lines)))
        if lines
        else ""
    )
    figure = format_html(
        '<figure><img src="{}" width="{}" height="{}" alt="{}">{}</figure>',
        url,
        rendition.width,
        rendition.height,
        alt,
        caption,
    )
    return image, figure
