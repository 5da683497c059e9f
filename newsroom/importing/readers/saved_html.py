"""What does a saved web page say, apart from the site around it?

Title, date, language, address, categories and topics come from the page's own metadata where it has
them. The words come from the element that the page marks as its article; without such a mark
trafilatura finds them.
"""

import datetime
import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import trafilatura
from django.utils.translation import gettext as _
from lxml import etree

from newsroom.importing.cleaning import boilerplate, html_blocks
from newsroom.importing.cleaning.dates import in_london, parse_date, parse_moment
from newsroom.importing.cleaning.tidying import Tidier, encoding_note, plain
from newsroom.importing.items import Block, Item, Note, Options, SourceFile
from newsroom.importing.readers.composition import Found, compose
from newsroom.importing.readers.files import MEGABYTE, Unreadable, decode, read_bytes

LIMIT = 10 * MEGABYTE
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?\s*([\w-]{2,30})", re.IGNORECASE)
_BODIES = (
    "//*[@itemprop='articleBody']",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' field--name-body ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' entry-content ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' article-body ')]",
    "//*[contains(concat(' ', normalize-space(@class), ' '), ' post-content ')]",
    "//article",
)
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@itemprop='datePublished']/@content",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[translate(@name, 'DCTERMS', 'dcterms')='dc.date' or @name='dcterms.created' "
    "or @name='DC.date.issued' or @name='date' or @name='pubdate']/@content",
)
_SHOWN_DATE = "(//article//time|//main//time|//body//time)[not(ancestor::footer)]/@datetime"
_IN_ARTICLE = (
    ".//nav|.//footer|.//aside|.//header|.//h1|.//time|.//*[@rel='tag']|.//*[@role='navigation']"
)
_OUTSIDE = "[not(ancestor::nav or ancestor::footer or ancestor::script or ancestor::style)]"
# Of the letters on a page; a statement has far fewer of them in links.
LIST_SHARE = 0.4


def read(file: SourceFile, options: Options) -> Iterator[Item]:
    """Yield the one statement of a saved page; raises `Unreadable`."""
    text, encoding = _decoded(read_bytes(file.path, limit=LIMIT))
    root = html_blocks.parse(text)
    if root is None:
        raise Unreadable("malformed", _("No HTML could be read in it."))
    tidier = Tidier()
    url = _address(root, file, options)
    found = Found(identity=url or file.name, source=file.name, tidier=tidier, url=url)
    if encoding != "utf-8":
        found.cleaned.append(encoding_note(encoding))
    linked = _linked_data(root)
    found.language = (root.get("lang") or "").strip()
    found.title = _title(root)
    found.captured_at = _captured(text)
    moment = _date(root, linked, found)
    if moment and moment.tzinfo:
        found.first_published_at = moment
    found.categories = _all(root, "//meta[@property='article:section']/@content") or _all(
        root, "//a[contains(concat(' ', @rel, ' '), ' category ')]//text()"
    )
    found.topics = _all(root, "//meta[@property='article:tag']/@content")
    found.summary = _first(
        root, "//meta[@property='og:description' or @name='description']/@content"
    )
    is_list = not moment and _is_list(root)
    html_blocks.drop_active(root, tidier)
    blocks = _body(root, text, found, base=url or options.base_url)
    if blocks and blocks[0].kind == "picture":
        found.lead, blocks = blocks[0].picture, blocks[1:]
    found.blocks = tuple(blocks)
    if is_list:
        raise Unreadable("list_page", _("A list of other pages, no statement."), expected=True)
    yield compose(found, options=options)


def _is_list(root) -> bool:
    """Return whether a page without a date of its own lists others: mostly links, many days."""
    if len(root.xpath("//article")) > 1:
        return True
    days = {parse_date(value) for value in _all(root, "//time/@datetime")} - {None}
    if len(days) > 1:
        return True
    main = next(iter(root.xpath("//main|//*[@role='main']|//body")), root)
    words = sum(len(" ".join(text.split())) for text in main.xpath(f".//text(){_OUTSIDE}"))
    linked = sum(len(" ".join(text.split())) for text in main.xpath(f".//a//text(){_OUTSIDE}"))
    return linked > words * LIST_SHARE


def _decoded(content: bytes) -> tuple[str, str]:
    declared = _CHARSET.search(content[:4096])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name and name not in ("utf-8", "utf8") and b"\x00" not in content:
        try:
            return content.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)


def _address(root, file: SourceFile, options: Options) -> str:
    """Return the page's old address: its own word for it, else by --base-url and path."""
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


def _title(root) -> str:
    title = _first(root, "//meta[@property='og:title']/@content")
    heading = " ".join(" ".join(root.xpath("//h1[1]//text()")).split())
    if heading and not boilerplate.is_furniture(heading):
        return heading
    return title or re.split(r"\s+[|–—]\s+", _first(root, "//title//text()"))[0]


def _date(root, linked: dict, found: Found) -> datetime.datetime | None:
    """Fill the date; return the moment of publication where the page names one.

    The one day that a page shows its readers goes before the day in its metadata.
    """
    declared = [str(linked.get("datePublished") or "")]
    for xpath in _DATES:
        declared.extend(_all(root, xpath)[:3])
    candidate = next((value for value in declared if parse_date(value)), "")
    found.date = parse_date(candidate)
    moment = parse_moment(candidate)
    shown = {parse_date(value) for value in _all(root, _SHOWN_DATE)} - {None}
    if len(shown) == 1 and found.date not in shown:
        day = shown.pop()
        if found.date:
            found.left.append(
                Note(
                    code="date_differs",
                    message=_(
                        "The page shows %(shown)s, its metadata %(declared)s; the first was taken."
                    )
                    % {"shown": day, "declared": found.date},
                )
            )
        found.date = day
    if found.date is None:
        texts = (str(text).strip() for text in root.xpath("//body//text()")[:2000])
        days = (parse_date(text) for text in texts if 6 < len(text) < 60)
        found.date = next((day for day in days if day), None)
    return in_london(moment) if moment else None


def _captured(text: str) -> datetime.datetime | None:
    """Return when a known tool says that it saved the page."""
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
    moment = parse_moment(swapped)
    return in_london(moment) if moment else None


def _body(root, text: str, found: Found, *, base: str) -> list[Block]:
    for xpath in _BODIES:
        candidates = root.xpath(xpath)
        # Of several on one page (a list of articles) none is the statement's own.
        if len(candidates) != 1:
            continue
        element = candidates[0]
        for extra in element.xpath(_IN_ARTICLE):
            if extra is not element and extra.getparent() is not None:
                words = " ".join(extra.text_content().split())
                if words and extra.tag not in ("h1", "time"):
                    found.removed.append(words[:200])
                extra.drop_tree()
        blocks = html_blocks.blocks_of_element(
            element, tidier=found.tidier, base_url=base, removed=found.removed
        )
        if sum(block.kind == "paragraph" for block in blocks):
            return _without_heading(blocks, found)
    return _without_heading(_extracted(text, found, base=base), found)


def _extracted(text: str, found: Found, *, base: str) -> list[Block]:
    """Return the blocks that trafilatura takes for the main text."""
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
    found.cleaned.append(
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
    return html_blocks.blocks_of(markup, tidier=found.tidier, base_url=base, removed=found.removed)


def _without_heading(blocks: list[Block], found: Found) -> list[Block]:
    """Drop first blocks that repeat the title or the date, and what only names the categories."""
    while blocks:
        block = blocks[0]
        words = block.text or re.sub(r"<[^>]+>", "", block.html).strip()
        if block.kind == "picture" or not (
            words.casefold() == found.title.casefold() or parse_date(words)
        ):
            break
        found.removed.append(words)
        blocks = blocks[1:]
    terms = {name.casefold() for name in (*found.categories, *found.topics)}
    kept: list[Block] = []
    for block in blocks:
        entries = [plain(part).casefold() for part in re.split(r"</li>", block.html) if plain(part)]
        filed = block.kind in ("list", "paragraph") and entries and terms.issuperset(entries)
        if block.kind != "picture" and (filed or boilerplate.is_label(plain(block.html))):
            found.removed.append(plain(block.html))
        else:
            kept.append(block)
    return kept


def _linked_data(root) -> dict:
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


def _all(root, xpath: str) -> list[str]:
    values = (" ".join(str(value).split()) for value in root.xpath(xpath))
    return list(dict.fromkeys(value for value in values if value))


def _first(root, xpath: str) -> str:
    return next(iter(_all(root, xpath)), "")
