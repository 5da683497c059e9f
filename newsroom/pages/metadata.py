"""Metadata in the head of a page, for search engines, feed readers and shared links."""

from dataclasses import replace
from urllib.parse import urlencode, urljoin

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from newsroom.addresses.feed_links import FeedLink, feed_links
from newsroom.addresses.indexes import index_for
from newsroom.caching.request_state import once_per_state
from newsroom.languages.configured import active_language
from newsroom.languages.data import language_data
from newsroom.media.pictures import media_type, picture_from_renditions
from newsroom.models import ArticlePage, NewsIndexPage
from newsroom.pages import linked_data
from newsroom.pages.head import Alternate, Head, SharedImage
from newsroom.translation.counterparts import (
    counterpart,
    is_untranslated,
    original_of,
    text_language,
)
from newsroom.translation.locales import language_of

DESCRIPTION_LENGTH = 300
HOME_DEPTH = 2  # in the tree, directly below the root


def page_head(page: Page, *, context: dict) -> Head:
    """Return the head of a page from the context of its template."""
    request: HttpRequest = context["request"]
    office, listing = context.get("office"), context.get("listing")
    shown = original_of(page) or page
    root_url = (shown.get_url_parts(request) or (None, ""))[1] or ""
    address = shown.get_url(request) or ""
    title, description = page.seo_title or page.title, page_description(page)
    if listing is not None:
        address, title = listing.canonical_url, listing.heading
        description = listing.description or description
    elif getattr(context.get("destination"), "is_feeds_page", False):
        address = request.path
    elif (register := context.get("register")) is not None:
        address, title, description = register.canonical_url, register.heading, ""
    canonical = urljoin(root_url, address)
    article = page if isinstance(page, ArticlePage) else None
    head = Head(
        title=title,
        description=description,
        canonical_url=canonical,
        site_name=getattr(office, "name", "") or "",
        locale=language_data(text_language(page)).open_graph_locale,
        kind="article" if article else "website",
        noindex=listing is not None and (listing.includes_untranslated or not listing.total),
        alternates=_alternates(page, request=request, canonical=canonical, root_url=root_url),
        feeds=_feeds(listing or context.get("register"), request=request),
        oembed_url=_oembed_url(canonical, root_url=root_url) if article else "",
        image=_image(page, request=request, root_url=root_url),
        article=article,
    )
    return _with_data(head, page=page, context=context, root_url=root_url)


def page_description(page: Page) -> str:
    """Return the description of the page, shortened to `DESCRIPTION_LENGTH`."""
    words = page.search_description or getattr(page, "summary", "")
    words = " ".join((words or getattr(page, "introduction", "")).split())
    if len(words) <= DESCRIPTION_LENGTH:
        return words
    return words[:DESCRIPTION_LENGTH].rsplit(" ", 1)[0] + "…"


def _alternates(
    page: Page, *, request: HttpRequest, canonical: str, root_url: str
) -> list[Alternate]:
    """Return both languages' addresses where both pages are public and this is the page's own."""
    other = counterpart(page)
    if other is None or is_untranslated(page):
        return []
    address = page.__dict__.get("_newsroom_other_language_url") or other.get_url(request) or ""
    return [
        Alternate(language=language_of(page), url=canonical),
        Alternate(language=language_of(other), url=urljoin(root_url, address)),
    ]


def _feeds(listing, *, request: HttpRequest) -> list[FeedLink]:
    """Return the feeds of the list, else those of all news in the reader's language."""
    if listing is not None:
        return listing.feeds
    language = active_language()
    index = index_for(language, request=request)
    if index is None:
        return []
    return once_per_state(
        request, ("feed links", language), lambda: feed_links(index, request=request)
    )


def _oembed_url(canonical: str, *, root_url: str) -> str:
    """Return the oEmbed address of the statement."""
    return f"{root_url}{reverse('newsroom_oembed')}?{urlencode({'url': canonical})}"


def _image(page: Page, *, request: HttpRequest, root_url: str) -> SharedImage | None:
    image = getattr(page, "lead_image", None) or getattr(page, "portrait", None)
    picture = picture_from_renditions(image, request=request) if image is not None else None
    if picture is None:
        return None
    largest = picture.largest
    alt = getattr(page, "lead_image_alt", "") or getattr(page, "portrait_alt", "")
    return SharedImage(
        url=urljoin(root_url, largest.url),
        media_type=media_type(largest),
        width=largest.width,
        height=largest.height,
        alt=alt,
    )


def _with_data(head: Head, *, page: Page, context: dict, root_url: str) -> Head:
    person = linked_data.person(
        context.get("office"), language=text_language(page), root_url=root_url
    )
    graph: list[dict] = []
    if head.article is not None:
        graph.append(linked_data.news_article(head.article, head=head, person=person))
    elif page.depth == HOME_DEPTH and person:
        graph.append(person)
    trail = _trail(page, head=head, context=context, root_url=root_url)
    if len(trail) > 1:
        graph.append(linked_data.breadcrumbs(trail))
    return replace(head, data=linked_data.as_json_ld(graph)) if graph else head


def _trail(page: Page, *, head: Head, context: dict, root_url: str) -> list[tuple[str, str]]:
    """Return names and full addresses from the home page down to this page."""
    request = context["request"]
    trail: list[tuple[str, str]] = []
    if isinstance(page, NewsIndexPage) and head.title != page.title:
        trail.append((head.title, head.canonical_url))
    step: Page | None = page
    while step is not None and step.depth > 1:
        trail.append((step.title, urljoin(root_url, step.get_url(request) or "")))
        step = step.get_parent() if step.depth > HOME_DEPTH else None
    return trail[::-1]
