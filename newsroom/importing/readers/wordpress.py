"""Which posts does a WordPress export (WXR) hold?

Read as a stream, twice: first the attachments' addresses, then the posts.
"""

import datetime
import re
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _

from newsroom.importing.cleaning import html_blocks
from newsroom.importing.cleaning.dates import LONDON, parse_date
from newsroom.importing.cleaning.tidying import Tidier, plain
from newsroom.importing.items import Item, Note, Options, Picture, Refusal, SourceFile
from newsroom.importing.readers.composition import Found, compose
from newsroom.importing.readers.files import Unreadable, sniff
from newsroom.importing.readers.xml_safety import refuse_entities

_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_SHORTCODE = re.compile(r"\[(/?)([a-z][\w-]{2,30})(?:\s[^\]\n]{0,500})?\]")
_CAPTION = re.compile(r"\[caption[^\]]*\](.*?)\[/caption\]", re.DOTALL)
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"<(?:p|div|ul|ol|h[1-6]|blockquote|figure)\b", re.IGNORECASE)
_OPENS_BLOCK = re.compile(r"^\s*<(?:p|div|ul|ol|h[1-6]|blockquote|figure|table)\b", re.IGNORECASE)
LONGEST_POST = 5_000_000


def read(file: SourceFile, options: Options) -> Iterator[Item | Refusal]:
    """Yield each post that is published or a draft; raises `Unreadable` where the XML breaks."""
    refuse_entities(sniff(file.path))
    attachments: dict[str, str] = {}
    for fields in _items(file):
        if fields.get("post_type") == "attachment" and fields.get("attachment_url"):
            attachments[fields.get("post_id", "")] = fields["attachment_url"]
    number = 0
    for fields in _items(file):
        if fields.get("post_type") != "post":
            continue
        number += 1
        label = f"{file.name}#{fields.get('post_id') or number}"
        status = fields.get("status", "")
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
            yield compose(_found(fields, label, attachments, options), options=options)
        except Unreadable as error:
            yield Refusal(source=label, code=error.code, reason=error.reason)


def _items(file: SourceFile) -> Iterator[dict]:
    """Yield the fields of each item, one in memory at a time."""
    try:
        with file.path.open("rb") as stream:
            path = []
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
        raise Unreadable(
            "malformed", _("The XML breaks: %(error)s") % {"error": str(error)[:120]}
        ) from error
    except OSError as error:
        raise Unreadable("unreadable", error.strerror or str(error)) from error


def _fields(item) -> dict:
    """Return the texts of an item by local name; `content` and `terms` are picked by namespace."""
    fields: dict = {"terms": [], "meta": {}}
    for child in item:
        name = child.tag.rpartition("}")[2]
        if child.tag == _CONTENT:
            fields["content"] = child.text or ""
        elif name == "encoded":
            fields["excerpt"] = child.text or ""
        elif name == "category":
            fields["terms"].append((child.get("domain") or "category", child.text or ""))
        elif name == "postmeta":
            values = {part.tag.rpartition("}")[2]: part.text or "" for part in child}
            fields["meta"][values.get("meta_key", "")] = values.get("meta_value", "")
        elif len(child) == 0:
            fields.setdefault(name, child.text or "")
    return fields


def _found(fields: dict, label: str, attachments: dict[str, str], options: Options) -> Found:
    url = fields.get("link", "")
    # A draft's address is a number behind a question mark, never seen by the public.
    drafted = fields.get("status") == "draft" or bool(fields.get("post_password"))
    tidier = Tidier()
    found = Found(
        identity=(fields.get("guid") if drafted else url) or url or label,
        source=label,
        tidier=tidier,
        url="" if drafted else url,
        was_public=not drafted,
        title=plain(fields.get("title", "")),
        summary=plain(fields.get("excerpt", "")),
        categories=[words for domain, words in fields["terms"] if domain == "category"],
        topics=[words for domain, words in fields["terms"] if domain == "post_tag"],
    )
    _read_date(fields, found)
    content = fields.get("content", "")
    if len(content) > LONGEST_POST:
        raise Unreadable("too_large", _("The post is larger than 5 MB."))
    blocks = html_blocks.blocks_of(
        _with_paragraphs(_without_shortcodes(content, found)),
        tidier=tidier,
        base_url=_host(url) or options.base_url,
        removed=found.removed,
    )
    featured = attachments.get(fields["meta"].get("_thumbnail_id", ""))
    if featured:
        found.lead = Picture(source=featured)
    elif blocks and blocks[0].kind == "picture":
        found.lead, blocks = blocks[0].picture, blocks[1:]
    found.blocks = tuple(blocks)
    return found


def _read_date(fields: dict, found: Found) -> None:
    local = fields.get("post_date", "")
    found.date = parse_date(local) or parse_date(fields.get("pubDate", ""))
    try:
        gmt = datetime.datetime.fromisoformat(fields.get("post_date_gmt", ""))
        found.first_published_at = gmt.replace(tzinfo=datetime.UTC)
        if found.date is None:
            found.date = found.first_published_at.astimezone(LONDON).date()
    except ValueError:
        # WordPress writes 0000-00-00 for what was never published.
        found.first_published_at = None


def _without_shortcodes(content: str, found: Found) -> str:
    """Turn captions into figures and name the other shortcodes, which stay as they are."""
    content = re.sub(r"<!--.*?-->", "", content, flags=re.DOTALL)

    def figure(match: re.Match) -> str:
        image = _IMAGE.search(match[1])
        words = re.sub(r"<[^>]+>", "", match[1]).strip()
        return f"<figure>{image[0] if image else ''}<figcaption>{words}</figcaption></figure>"

    content = _CAPTION.sub(figure, content)
    names = {match[2] for match in _SHORTCODE.finditer(content)}
    if names:
        found.left.append(
            Note(
                code="shortcode",
                message=_("Shortcodes that only WordPress understands: %(names)s")
                % {"names": ", ".join(f"[{name}]" for name in sorted(names)[:5])},
                count=len(names),
            )
        )
    return content


def _with_paragraphs(content: str) -> str:
    """Return the content with blank lines as paragraphs, as WordPress shows it."""
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
