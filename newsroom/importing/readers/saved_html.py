"""Reader of saved web pages.

Title, date, language, address, categories and topics come from the page's metadata where it has
them. The text comes from the element that the page marks as its article, and from trafilatura's
extraction where no element is marked.
"""

import datetime
import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import urljoin, urlsplit

import trafilatura
from django.utils.translation import gettext as _
from lxml import etree
from lxml.html import HtmlElement

from newsroom.importing.cleaning import boilerplate, html_blocks
from newsroom.importing.cleaning.text_cleaner import TextCleaner, encoding_note, plain_text
from newsroom.importing.items import Block, Item, Note, ReaderOptions, SourceFile
from newsroom.importing.readers.files import MEGABYTE, UnreadableError, decode, read_bytes
from newsroom.importing.readers.raw_items import RawItem, build_item
from newsroom.translation.date_parsing import in_london, parse_date, parse_datetime

MAX_BYTES = 10 * MEGABYTE
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_BODY_XPATHS = (
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' field--name-body ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' article-body ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' post-content ')]",
    "//article",
)
_DATE_XPATHS = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[translate(@name, 'DCTERMS', 'dcterms')='dc.date' or @name='dcterms.created' "
    "or @name='DC.date.issued' or @name='date' or @name='pubdate']/@content",
)
_VISIBLE_DATE_XPATH = "(//article//time|//main//time|//body//time)[not(ancestor::footer)]/@datetime"
_NOT_BODY_XPATH = (
    ".//nav|.//footer|.//aside|.//header|.//h1|.//time|.//*[@rel='tag']|.//*[@role='navigation']"
)
_VISIBLE = "[not(ancestor::nav or ancestor::footer or ancestor::script or ancestor::style)]"
# The share of characters in links above which a page is a list; statements have far less.
LIST_LINK_SHARE = 0.4


def read(file: SourceFile, options: ReaderOptions) -> Iterator[Item]:
    """Yield the one statement of a saved page; raises `UnreadableError`."""
    text, encoding = _decoded(read_bytes(file.path, limit=MAX_BYTES))
    root = html_blocks.parse_html(text)
    if root is None:
        raise UnreadableError("malformed", _("No HTML could be read in it."))
    cleaner = TextCleaner()
    url = _address(root, file, options)
    raw = RawItem(identity=url or file.name, source=file.name, cleaner=cleaner, url=url)
    if encoding != "utf-8":
        raw.cleaning_notes.append(encoding_note(encoding))
    linked = _linked_data(root)
    raw.language = (root.get("lang") or "").strip()
    raw.title = _title(root)
    raw.captured_at = _captured(text)
    moment = _date(root, linked, raw)
    if moment and moment.tzinfo:
        raw.first_published_at = moment
    raw.categories = _all(root, "//meta[@property='article:section']/@content") or _all(
        root, "//a[contains(concat(' ', @rel, ' '), ' category ')]//text()"
    )
    raw.topics = _all(root, "//meta[@property='article:tag']/@content")
    raw.summary = _first(root, "//meta[@property='og:description' or @name='description']/@content")
    is_list = not moment and _is_list(root)
    html_blocks.remove_active_content(root, cleaner)
    blocks = _body(root, text, raw, base=url or options.base_url)
    if blocks and blocks[0].kind == "picture":
        raw.lead_picture, blocks = blocks[0].picture, blocks[1:]
    raw.blocks = tuple(blocks)
    if is_list:
        raise UnreadableError("list_page", _("A list of other pages, no statement."), expected=True)
    yield build_item(raw, options=options)


def _is_list(root: HtmlElement) -> bool:
    """Return whether a page without publication date is a list: several dates or mostly links."""
    if len(root.xpath("//article")) > 1:
        return True
    dates = {parse_date(value) for value in _all(root, "//time/@datetime")} - {None}
    if len(dates) > 1:
        return True
    main = next(iter(root.xpath("//main|//*[@role='main']|//body")), root)
    characters = sum(len(" ".join(text.split())) for text in main.xpath(f".//text(){_VISIBLE}"))
    linked = sum(len(" ".join(text.split())) for text in main.xpath(f".//a//text(){_VISIBLE}"))
    return linked > characters * LIST_LINK_SHARE


def _decoded(content: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(content[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name and name not in ("utf-8", "utf8") and b"\x00" not in content:
        try:
            return content.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)


def _address(root: HtmlElement, file: SourceFile, options: ReaderOptions) -> str:
    """Return the page's old address from its metadata, else from --base-url and its path."""
    for xpath in ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content"):
        address = _first(root, xpath)
        if address:
            try:
                address = urljoin(options.base_url, address)
                if urlsplit(address).hostname:
                    return address
            except ValueError:
                continue
    if not options.base_url:
        return ""
    path = file.name
    host = urlsplit(options.base_url).hostname or ""
    path = path.removeprefix(f"{host}/")
    return urljoin(options.base_url, re.sub(r"(?:^|(?<=/))index\.html?$", "", path))


def _title(root: HtmlElement) -> str:
    title = _first(root, "//meta[@property='og:title']/@content")
    heading = " ".join(" ".join(root.xpath("//h1[1]//text()")).split())
    if heading and not boilerplate.is_boilerplate(heading):
        return heading
    return title or re.split(r"\s+[|–—]\s+", _first(root, "//title//text()"))[0]


def _date(
    root: HtmlElement, linked: Mapping[str, object], raw: RawItem
) -> datetime.datetime | None:
    """Set the date; return the time of publication where the page states one.

    A single date that the page shows to readers takes precedence over its metadata.
    """
    declared = [str(linked.get("datePublished") or "")]
    for xpath in _DATE_XPATHS:
        declared.extend(_all(root, xpath)[:3])
    candidate = next((value for value in declared if parse_date(value)), "")
    raw.date = parse_date(candidate)
    moment = parse_datetime(candidate)
    visible = {parse_date(value) for value in _all(root, _VISIBLE_DATE_XPATH)} - {None}
    if len(visible) == 1 and raw.date not in visible:
        day = visible.pop()
        if raw.date:
            raw.warnings.append(
                Note(
                    code="date_differs",
                    message=_(
                        "The page shows %(shown)s, its metadata %(declared)s; the first was taken."
                    )
                    % {"shown": day, "declared": raw.date},
                )
            )
        raw.date = day
    if raw.date is None:
        texts = (str(text).strip() for text in root.xpath("//body//text()")[:2000])
        days = (parse_date(text) for text in texts if 6 < len(text) < 60)
        raw.date = next((day for day in days if day), None)
    return in_london(moment) if moment else None


def _captured(text: str) -> datetime.datetime | None:
    """Return the time at which a known tool noted that it saved the page."""
    match = re.search(r"(?:saved date|Mirrored from|Added by HTTrack)[^<>]{0,300}", text[:20_000])
    if not match:
        return None
    stamp = re.search(
        r"[A-Z][a-z]{2},? \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?: [+-]\d{4}| GMT)?"
        r"|[A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2} \d{4} \d\d:\d\d:\d\d GMT[+-]\d{4}",
        match[0],
    )
    if not stamp:
        return None
    swapped = re.sub(
        r"^([A-Z][a-z]{2}) ([A-Z][a-z]{2}) (\d{1,2}) (\d{4}) ([\d:]+) GMT([+-]\d{4})$",
        r"\1, \3 \2 \4 \5 \6",
        stamp[0],
    )
    moment = parse_datetime(swapped)
    return in_london(moment) if moment else None


def _body(root: HtmlElement, text: str, raw: RawItem, *, base: str) -> list[Block]:
    for xpath in _BODY_XPATHS:
        candidates = root.xpath(xpath)
        # Several on one page are a list of articles, none of them the body.
        if len(candidates) != 1:
            continue
        element = candidates[0]
        for extra in element.xpath(_NOT_BODY_XPATH):
            if extra is not element and extra.getparent() is not None:
                words = " ".join(extra.text_content().split())
                if words and extra.tag not in ("h1", "time"):
                    raw.removed_lines.append(words[:200])
                extra.drop_tree()
        blocks = html_blocks.extract_element_blocks(
            element, cleaner=raw.cleaner, base_url=base, removed_lines=raw.removed_lines
        )
        if sum(block.kind == "paragraph" for block in blocks):
            return _without_heading(blocks, raw)
    return _without_heading(_extracted(text, raw, base=base), raw)


def _extracted(text: str, raw: RawItem, *, base: str) -> list[Block]:
    """Return the blocks of the main text as extracted by trafilatura."""
    xml = trafilatura.extract(
        text,
        output_format="xml",
        include_comments=False,
        include_tables=False,
        include_links=True,
        include_images=True,
        include_formatting=True,
        favor_recall=True,
    )
    if not xml:
        return []
    tree = etree.fromstring(xml.encode(), etree.XMLParser(resolve_entities=False, no_network=True))
    main = tree.find(".//main")
    if main is None:
        return []
    raw.cleaning_notes.append(
        Note(code="extracted", message=_("The main text was found among the page's furniture"))
    )
    names = {
        "list": "ul",
        "item": "li",
        "quote": "blockquote",
        "ref": "a",
        "graphic": "img",
        "lb": "br",
        "del": "s",
    }
    for element in main.iter():
        tag = element.tag
        if tag == "head":
            element.tag = "h3" if element.get("rend") in ("h3", "h4", "h5", "h6") else "h2"
        elif tag == "hi":
            element.tag = "b" if element.get("rend") == "#b" else "i"
        elif tag == "ref":
            element.set("href", element.get("target") or "")
        if tag in names:
            element.tag = names[tag]
    markup = etree.tostring(main, encoding="unicode", method="html")
    return html_blocks.extract_blocks(
        markup, cleaner=raw.cleaner, base_url=base, removed_lines=raw.removed_lines
    )


def _without_heading(blocks: list[Block], raw: RawItem) -> list[Block]:
    """Return the blocks without leading titles and dates, and without lists of the categories."""
    while blocks:
        block = blocks[0]
        words = block.text or re.sub(r"<[^>]+>", "", block.html).strip()
        if block.kind == "picture" or not (
            words.casefold() == raw.title.casefold() or parse_date(words)
        ):
            break
        raw.removed_lines.append(words)
        blocks = blocks[1:]
    terms = {name.casefold() for name in (*raw.categories, *raw.topics)}
    body: list[Block] = []
    for block in blocks:
        parts = (plain_text(part) for part in re.split(r"</li>", block.html))
        entries = [part.casefold() for part in parts if part]
        is_terms = block.kind in ("list", "paragraph") and entries and terms.issuperset(entries)
        if block.kind != "picture" and (
            is_terms or boilerplate.is_term_label(plain_text(block.html))
        ):
            raw.removed_lines.append(plain_text(block.html))
        else:
            body.append(block)
    return body


def _linked_data(root: HtmlElement) -> dict[str, object]:
    """Return the first JSON-LD object that has a date of publication."""
    for script in root.xpath("//script[@type='application/ld+json']/text()")[:10]:
        try:
            data = json.loads(script)
        except (ValueError, RecursionError):
            continue
        graph = data.get("@graph", [data]) if isinstance(data, dict) else data
        for entry in graph if isinstance(graph, list) else []:
            if isinstance(entry, dict) and entry.get("datePublished"):
                return entry
    return {}


def _all(root: HtmlElement, xpath: str) -> list[str]:
    values = (" ".join(str(value).split()) for value in root.xpath(xpath))
    return list(dict.fromkeys(value for value in values if value))


def _first(root: HtmlElement, xpath: str) -> str:
    return next(iter(_all(root, xpath)), "")
