"""Conversion of HTML into blocks: paragraphs, headings, lists, quotations and pictures."""

import dataclasses
import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement, HtmlProcessingInstruction

from newsroom.importing.cleaning import boilerplate
from newsroom.importing.cleaning.text_cleaner import TextCleaner, plain_text
from newsroom.importing.items import Block, Picture

ACTIVE_TAGS = ("script", "style", "iframe", "object", "embed", "form", "template", "noscript")
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 3, "h5": 3, "h6": 3}
_CONTAINERS = {
    "div",
    "section",
    "article",
    "main",
    "body",
    "html",
    "figure",
    "center",
    "table",
    "tbody",
    "thead",
    "tr",
    "td",
    "th",
    "header",
    "aside",
    "span",
    "details",
    "summary",
    "dl",
    "dd",
    "dt",
    "fieldset",
    "address",
    "picture",
}
_INLINE_WITH_TEXT = {
    "a",
    "b",
    "strong",
    "i",
    "em",
    "u",
    "span",
    "font",
    "sup",
    "sub",
    "small",
    "abbr",
    "cite",
    "q",
    "br",
    "code",
    "time",
    "mark",
    "s",
    "del",
    "ins",
    "label",
}
_BREAKS = re.compile(r"(?:<br\s*/?>\s*){2,}")
MAX_DEPTH = 60


def parse_html(markup: str) -> HtmlElement | None:
    """Return the root element of a page or fragment, or None where nothing can be parsed."""
    try:
        return lxml_html.document_fromstring(
            markup.encode("utf-8", "surrogatepass"),
            parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False),
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def remove_active_content(root: HtmlElement, cleaner: TextCleaner) -> None:
    """Remove scripts, forms, frames and comments, and count them."""
    for element in list(root.iter(*ACTIVE_TAGS)):
        cleaner.counts["active"] += 1
        element.drop_tree()
    for comment in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        if isinstance(comment, HtmlProcessingInstruction):
            parent = comment.getparent()
            if parent is not None:
                _move_tail_to_previous(comment, parent)
                parent.remove(comment)
        elif comment.getparent() is not None:
            comment.drop_tree()


def extract_blocks(
    markup: str, *, cleaner: TextCleaner, base_url: str = "", removed_lines: list[str] | None = None
) -> list[Block]:
    """Return the blocks of an HTML fragment in document order.

    Active content is removed; the text of boilerplate is appended to `removed_lines`.
    """
    root = parse_html(f"<div>{markup}</div>")
    if root is None:
        return []
    remove_active_content(root, cleaner)
    return extract_element_blocks(
        root, cleaner=cleaner, base_url=base_url, removed_lines=removed_lines
    )


def extract_element_blocks(
    element: HtmlElement,
    *,
    cleaner: TextCleaner,
    base_url: str = "",
    removed_lines: list[str] | None = None,
) -> list[Block]:
    """Return the blocks of `element`, as `extract_blocks` does for a fragment."""
    removed_lines = [] if removed_lines is None else removed_lines
    blocks: list[Block] = []
    for block in _walk(element, cleaner, base_url, 0):
        words = block.text or plain_text(block.html)
        if block.kind != "picture" and boilerplate.is_boilerplate(words):
            removed_lines.append(words)
        else:
            blocks.append(block)
    return blocks


def _walk(element: HtmlElement, cleaner: TextCleaner, base: str, depth: int) -> Iterator[Block]:
    """Yield the blocks of `element`; inline content between block elements becomes paragraphs."""
    run: list[str] = [_escape(element.text)]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if (
            tag in _HEADINGS
            or tag in ("p", "ul", "ol", "blockquote", "pre", "img", "hr")
            or (_is_container(child, tag) and depth < MAX_DEPTH)
        ):
            yield from _paragraphs("".join(run), cleaner)
            run = []
            yield from _block(child, tag, cleaner, base, depth)
        elif tag:
            run.append(_outer_html(child, base))
            yield from _picture_blocks(child, base)
        run.append(_escape(child.tail))
    yield from _paragraphs("".join(run), cleaner)


def _is_container(element: HtmlElement, tag: str) -> bool:
    if tag not in _CONTAINERS and tag in _INLINE_WITH_TEXT:
        return False
    if tag == "span":
        return element.find(".//p") is not None or element.find(".//div") is not None
    return tag in _CONTAINERS


def _block(
    element: HtmlElement, tag: str, cleaner: TextCleaner, base: str, depth: int
) -> Iterator[Block]:
    if tag in _HEADINGS:
        words = cleaner.text(" ".join(element.text_content().split()))
        if words:
            yield Block(kind="heading", text=words[:200], level=_HEADINGS[tag])
    elif tag == "p":
        if element.find(".//img") is not None:
            yield from _picture_blocks(element, base)
        yield from _paragraphs(
            _inner_html(element, base), cleaner, counted=element.find(".//img") is None
        )
    elif tag in ("ul", "ol"):
        safe = cleaner.rich_text(_outer_html(element, base))
        if plain_text(safe):
            yield Block(kind="list", html=safe)
    elif tag == "blockquote":
        inner = list(_walk(element, cleaner, base, depth + 1))
        words = "".join(block.html for block in inner if block.html)
        if words:
            yield Block(kind="quotation", html=words)
    elif tag == "pre":
        yield from _paragraphs(_escape(element.text_content()).replace("\n", "<br>"), cleaner)
    elif tag == "img":
        yield from _picture_blocks(element, base)
    elif tag == "figure":
        yield from _figure(element, cleaner, base)
    elif tag != "hr":
        yield from _walk(element, cleaner, base, depth + 1)


def _figure(element: HtmlElement, cleaner: TextCleaner, base: str) -> Iterator[Block]:
    caption = element.find(".//figcaption")
    words = "" if caption is None else cleaner.text(" ".join(caption.text_content().split()))
    pictures = list(_pictures(element, base))
    for picture in pictures:
        yield Block(kind="picture", picture=dataclasses.replace(picture, caption=words[:400]))
    if not pictures:
        if caption is not None:
            caption.drop_tree()
        yield from _walk(element, cleaner, base, 1)


def _paragraphs(markup: str, cleaner: TextCleaner, *, counted: bool = False) -> Iterator[Block]:
    """Yield a paragraph for each part between repeated line breaks.

    `counted` also accepts blank markup, and counts each blank part as an empty paragraph.
    """
    if not markup.strip() and not counted:
        return
    for part in _BREAKS.split(markup):
        safe = re.sub(r"^(?:<br\s*/?>\s*)+|(?:<br\s*/?>\s*)+$", "", cleaner.rich_text(part)).strip()
        if plain_text(safe):
            yield Block(kind="paragraph", html=f"<p>{safe}</p>")
        elif counted:
            cleaner.counts["empty_paragraphs"] += 1


def _picture_blocks(element: HtmlElement, base: str) -> Iterator[Block]:
    return (Block(kind="picture", picture=picture) for picture in _pictures(element, base))


def _pictures(element: HtmlElement, base: str) -> Iterator[Picture]:
    """Yield the pictures of `element`, without embedded data and tracking pixels."""
    for image in element.iter("img"):
        source = (image.get("src") or image.get("data-src") or "").strip()
        width = (image.get("width") or "").strip()
        if source and not source.startswith("data:") and width not in ("0", "1"):
            yield Picture(source=_absolute(source, base), alt=image.get("alt"))


def _outer_html(element: HtmlElement, base: str) -> str:
    """Return the markup of `element` with absolute links."""
    for link in element.iter("a"):
        if link.get("href"):
            link.set("href", _absolute(link.get("href"), base))
    return str(lxml_html.tostring(element, encoding="unicode", with_tail=False))


def _inner_html(element: HtmlElement, base: str) -> str:
    whole = _outer_html(element, base)
    return whole[whole.find(">") + 1 : whole.rfind("</")] if "</" in whole else ""


def _absolute(address: str, base: str) -> str:
    try:
        return urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return ""


def _escape(text: str | None) -> str:
    return escape(text or "", quote=False)


def _move_tail_to_previous(node: HtmlProcessingInstruction, parent: HtmlElement) -> None:
    """Append the text after `node` to what precedes it, since removing `node` would delete it."""
    if not node.tail:
        return
    previous = node.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + node.tail
    else:
        parent.text = (parent.text or "") + node.tail
