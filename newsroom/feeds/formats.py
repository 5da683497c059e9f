"""Serialisation of feeds as RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1.

The functions are pure: they take a `Feed` and return bytes. Times are those of publication. The
date of the statement is given as `dcterms:created`, in JSON as `_lectern.statement_date`.
"""

import datetime
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.feedgenerator import rfc2822_date, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from newsroom.feeds.content import FeedImage

NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, kw_only=True)
class Term:
    """A category or topic of an entry."""

    name: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A statement in a feed. `identity` is a URN that does not change with the address."""

    identity: str
    language: str
    url: str
    title: str
    summary: str
    html: str
    statement_date: datetime.date
    published: datetime.datetime
    updated: datetime.datetime
    terms: list[Term]
    image: FeedImage | None


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The most recently published statements of a list, newest first."""

    identity: str
    title: str
    description: str
    url: str  # address of the feed
    page_url: str  # address of the list
    language: str
    author: str
    updated: datetime.datetime
    entries: list[Entry]


class _Xml(SimplerXMLGenerator):
    """XML writer that leaves out characters that XML cannot represent."""

    def text(self, name: str, content: str, **attributes: str) -> None:
        self.addQuickElement(
            name,
            NOT_IN_XML.sub("", str(content)),
            {key: NOT_IN_XML.sub("", value) for key, value in attributes.items()},
        )

    @contextmanager
    def element(self, name: str, attributes: dict[str, str] | None = None) -> Iterator[None]:
        self.startElement(name, attributes or {})
        yield
        self.endElement(name)


def rss(feed: Feed) -> bytes:
    """Return RSS 2.0 with the full text in `content:encoded`."""
    out = io.StringIO()
    xml = _Xml(out, "utf-8")
    xml.startDocument()
    namespaces = {
        "version": "2.0",
        "xmlns:atom": ATOM,
        "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
        "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        "xmlns:dcterms": "http://purl.org/dc/terms/",
    }
    with xml.element("rss", namespaces), xml.element("channel"):
        xml.text("title", feed.title)
        xml.text("link", feed.page_url)
        xml.text("description", feed.description)
        xml.text("language", feed.language)
        xml.text("lastBuildDate", rfc2822_date(feed.updated))
        xml.text("generator", "Lectern")
        xml.text("atom:link", "", href=feed.url, rel="self", type="application/rss+xml")
        for entry in feed.entries:
            with xml.element("item"):
                _rss_item(xml, entry, author=feed.author)
    return out.getvalue().encode()


def _rss_item(xml: _Xml, entry: Entry, *, author: str) -> None:
    xml.text("title", entry.title)
    xml.text("link", entry.url)
    xml.text("guid", entry.identity, isPermaLink="false")
    xml.text("pubDate", rfc2822_date(entry.published))
    xml.text("dcterms:created", entry.statement_date.isoformat())
    xml.text("dc:creator", author)
    for term in entry.terms:
        xml.text("category", term.name, domain=term.url)
    xml.text("description", entry.summary)
    xml.text("content:encoded", entry.html)
    if entry.image:
        xml.text(
            "enclosure",
            "",
            url=entry.image.url,
            length=str(entry.image.length),
            type=entry.image.media_type,
        )


def atom(feed: Feed) -> bytes:
    """Return Atom with the full text as `content`."""
    out = io.StringIO()
    xml = _Xml(out, "utf-8")
    xml.startDocument()
    root = {
        "xmlns": ATOM,
        "xmlns:dcterms": "http://purl.org/dc/terms/",
        "xml:lang": feed.language,
    }
    with xml.element("feed", root):
        xml.text("id", feed.identity)
        xml.text("title", feed.title)
        if feed.description:
            xml.text("subtitle", feed.description)
        xml.text("updated", rfc3339_date(feed.updated))
        xml.text("link", "", rel="self", type="application/atom+xml", href=feed.url)
        xml.text("link", "", rel="alternate", type="text/html", href=feed.page_url)
        xml.text("generator", "Lectern")
        with xml.element("author"):
            xml.text("name", feed.author)
        for entry in feed.entries:
            foreign = {"xml:lang": entry.language} if entry.language != feed.language else {}
            with xml.element("entry", foreign):
                _atom_entry(xml, entry)
    return out.getvalue().encode()


def _atom_entry(xml: _Xml, entry: Entry) -> None:
    xml.text("id", entry.identity)
    xml.text("title", entry.title)
    xml.text("link", "", rel="alternate", type="text/html", href=entry.url)
    xml.text("published", rfc3339_date(entry.published))
    xml.text("updated", rfc3339_date(entry.updated))
    xml.text("dcterms:created", entry.statement_date.isoformat())
    for term in entry.terms:
        xml.text("category", "", term=term.name, scheme=term.url)
    if entry.summary:
        xml.text("summary", entry.summary)
    xml.text("content", entry.html, type="html")
    if entry.image:
        xml.text(
            "link",
            "",
            rel="enclosure",
            href=entry.image.url,
            length=str(entry.image.length),
            type=entry.image.media_type,
        )


def json_feed(feed: Feed) -> bytes:
    """Return JSON Feed 1.1 with the full text as `content_html`."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "description": feed.description,
        "language": feed.language,
        "authors": [{"name": feed.author}],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _json_item(entry: Entry) -> dict:
    item = {
        "id": entry.identity,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.html,
        "summary": entry.summary,
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "tags": [term.name for term in entry.terms],
        "language": entry.language,
        "_lectern": {"statement_date": entry.statement_date.isoformat()},
    }
    if entry.image:
        item["image"] = entry.image.url
        item["attachments"] = [
            {
                "url": entry.image.url,
                "mime_type": entry.image.media_type,
                "size_in_bytes": entry.image.length,
            }
        ]
    return item


WRITERS = {
    "rss.xml": (rss, "application/rss+xml; charset=utf-8"),
    "atom.xml": (atom, "application/atom+xml; charset=utf-8"),
    "feed.json": (json_feed, "application/feed+json; charset=utf-8"),
}
