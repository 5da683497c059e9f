"""The metadata that `newsroom/includes/head.html` writes."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString

from newsroom.addresses.feed_links import FeedLink
from newsroom.models import ArticlePage


@dataclass(frozen=True, kw_only=True)
class SharedImage:
    """The picture that is shown with a shared link."""

    url: str
    media_type: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, kw_only=True)
class Alternate:
    """The full address of the page in one of its languages."""

    language: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Head:
    """Everything that `newsroom/includes/head.html` writes."""

    title: str
    description: str
    canonical_url: str
    site_name: str
    locale: str
    kind: str  # Open Graph's type: "article" or "website"
    noindex: bool = False
    alternates: list[Alternate] = field(default_factory=list)
    feeds: list[FeedLink] = field(default_factory=list)
    oembed_url: str = ""
    image: SharedImage | None = None
    article: ArticlePage | None = None
    data: SafeString | None = None
