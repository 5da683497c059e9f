"""Reader of WordPress exports (WXR).

The file is parsed as a stream, twice: first for the attachments' addresses, then for the posts.
"""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from newsroom.importing.cleaning import html_blocks
from newsroom.importing.cleaning.text_cleaner import TextCleaner, plain_text
from newsroom.importing.items import Item, Note, Picture, ReaderOptions, Refusal, SourceFile
from newsroom.importing.readers.files import UnreadableError, sniff
from newsroom.importing.readers.raw_items import RawItem, build_item
from newsroom.importing.readers.xml_safety import refuse_entities
from newsroom.translation.date_parsing import LONDON, parse_date

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_SHORTCODE = re.compile(r"\[(/?)([a-z][\w-]{2,30})(?:\s[^\]\n]{0,500})?\]")
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:p|div|ul|ol|h[1-6]|blockquote|figure)\b", re.IGNORECASE)
_OPENS_BLOCK = re.compile(r"^\s*<(?:p|div|ul|ol|h[1-6]|blockquote|figure|table)\b", re.IGNORECASE)
MAX_POST_CHARACTERS = 5_000_000


@dataclass
class _Fields:
    """An item of the export: its texts by element name, its terms and its custom fields."""

    texts: dict[str, str] = field(default_factory=dict)
    # Pairs of taxonomy ("category", "post_tag") and name.
    terms: list[tuple[str, str]] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return the text of an element, "" where the item has none."""
        return self.texts.get(name, "")


def read(file: SourceFile, options: ReaderOptions) -> Iterator[Item | Refusal]:
    """Yield each published post and draft; raises `UnreadableError` for malformed XML."""
    refuse_entities(sniff(file.path))
    attachments: dict[str, str] = {}
    for fields in _items(file):
        if fields.get("post_type") == "attachment" and fields.get("attachment_url"):
            attachments[fields.get("post_id")] = fields.get("attachment_url")
    number = 0
    for fields in _items(file):
        if fields.get("post_type") != "post":
            continue
        number += 1
        label = f"{file.name}#{fields.get('post_id') or number}"
        status = fields.get("status")
        if status not in ("publish", "draft"):
            yield Refusal(
                source=label,
                code="status",
                reason=_("Its status is “%(status)s”; only published posts and drafts are read.")
                % {"status": status[:40]},
                expected=True,
            )
            continue
        try:
            yield build_item(_raw_item(fields, label, attachments, options), options=options)
        except UnreadableError as error:
            yield Refusal(source=label, code=error.code, reason=error.reason)


def _items(file: SourceFile) -> Iterator[_Fields]:
    """Yield the fields of each item, with one item in memory at a time."""
    try:
        with file.path.open("rb") as stream:
            path: list[Element] = []
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    path.append(element)
                    continue
                path.pop()
                if element.tag == "item":
                    yield _fields(element)
                if len(path) <= 2:
                    element.clear()
                    if path:
                        path[-1].remove(element)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableError(
            "malformed", _("The XML breaks: %(error)s") % {"error": str(error)[:120]}
        ) from error
    except OSError as error:
        raise UnreadableError("unreadable", error.strerror or str(error)) from error


def _fields(item: Element) -> _Fields:
    """Return the fields of an item; the two `encoded` elements are told apart by namespace."""
    fields = _Fields()
    for child in item:
        name = child.tag.rpartition("}")[2]
        if child.tag == _CONTENT:
            fields.texts["content"] = child.text or ""
        elif name == "encoded":
            fields.texts["excerpt"] = child.text or ""
        elif name == "category":
            fields.terms.append((child.get("domain") or "category", child.text or ""))
        elif name == "postmeta":
            values = {part.tag.rpartition("}")[2]: part.text or "" for part in child}
            fields.meta[values.get("meta_key", "")] = values.get("meta_value", "")
        elif len(child) == 0:
            fields.texts.setdefault(name, child.text or "")
    return fields


def _raw_item(
    fields: _Fields, label: str, attachments: dict[str, str], options: ReaderOptions
) -> RawItem:
    url = fields.get("link")
    # A draft's address is a query with its number and was never public.
    is_draft = fields.get("status") == "draft" or bool(fields.get("post_password"))
    cleaner = TextCleaner()
    raw = RawItem(
        identity=(fields.get("guid") if is_draft else url) or url or label,
        source=label,
        cleaner=cleaner,
        url="" if is_draft else url,
        was_public=not is_draft,
        title=plain_text(fields.get("title")),
        summary=plain_text(fields.get("excerpt")),
        categories=[words for domain, words in fields.terms if domain == "category"],
        topics=[words for domain, words in fields.terms if domain == "post_tag"],
    )
    _read_date(fields, raw)
    content = fields.get("content")
    if len(content) > MAX_POST_CHARACTERS:
        raise UnreadableError("too_large", _("The post is larger than 5 MB."))
    blocks = html_blocks.extract_blocks(
        _with_paragraphs(_without_shortcodes(content, raw)),
        cleaner=cleaner,
        base_url=_host(url) or options.base_url,
        removed_lines=raw.removed_lines,
    )
    featured = attachments.get(fields.meta.get("_thumbnail_id", ""))
    if featured:
        raw.lead_picture = Picture(source=featured)
    elif blocks and blocks[0].kind == "picture":
        raw.lead_picture, blocks = blocks[0].picture, blocks[1:]
    raw.blocks = tuple(blocks)
    return raw


def _read_date(fields: _Fields, raw: RawItem) -> None:
    local = fields.get("post_date")
    raw.date = parse_date(local) or parse_date(fields.get("pubDate"))
    try:
        gmt = datetime.datetime.fromisoformat(fields.get("post_date_gmt"))
        raw.first_published_at = gmt.replace(tzinfo=datetime.UTC)
        if raw.date is None:
            raw.date = raw.first_published_at.astimezone(LONDON).date()
    except ValueError:
        # WordPress writes 0000-00-00 for posts that were never published.
        raw.first_published_at = None


def _without_shortcodes(content: str, raw: RawItem) -> str:
    """Return the content with captions as figures; other shortcodes stay and are reported."""
    content = re.sub(r"<!--.*?-->", "", content, flags=re.DOTALL)

    def figure(match: re.Match[str]) -> str:
        image = _IMAGE.search(match[1])
        words = re.sub(r"<[^>]+>", "", match[1]).strip()
        return f"<figure>{image[0] if image else ''}<figcaption>{words}</figcaption></figure>"

    content = _CAPTION.sub(figure, content)
    names = {match[2] for match in _SHORTCODE.finditer(content)}
    if names:
        raw.warnings.append(
            Note(
                code="shortcode",
                message=_("Shortcodes that only WordPress understands: %(names)s")
                % {"names": ", ".join(f"[{name}]" for name in sorted(names)[:5])},
                count=len(names),
            )
        )
    return content


def _with_paragraphs(content: str) -> str:
    """Return the content with blank lines turned into paragraphs, as WordPress renders it."""
    content = content.replace("\r\n", "\n")
    parts = []
    for part in re.split(r"\n\s*\n", content):
        if _OPENS_BLOCK.match(part) or _BLOCK_TAG.search(part):
            parts.append(part)
        elif part.strip():
            parts.append(f"<p>{part.strip().replace(chr(10), '<br>')}</p>")
    return "\n".join(parts)


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}/" if parts.netloc else ""
