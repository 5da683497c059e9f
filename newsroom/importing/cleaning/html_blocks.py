"""Which paragraphs, headings, lists, quotations and pictures does a piece of HTML hold?"""

import re
from collections.abc import Iterator
from html import escape
from urllib.parse import urljoin

from lxml import etree
from lxml import html as lxml_html

from newsroom.importing.cleaning import boilerplate
from newsroom.importing.cleaning.tidying import Tidier, plain
from newsroom.importing.items import Block, Picture

ACTIVE = ("script", "style", "iframe", "object", "embed", "form", "template", "noscript")
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
DEEPEST = 60


def parse(markup: str):
    """Return the root element of a page or fragment, or None where there is none."""
    try:
        return lxml_html.document_fromstring(
            markup.encode("utf-8", "surrogatepass"),
            parser=lxml_html.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False),
        )
    except (etree.LxmlError, ValueError, AssertionError):
        return None


def drop_active(root, tidier: Tidier) -> None:
    """Remove scripts, forms, frames and comments, and count them."""
    for element in list(root.iter(*ACTIVE)):
        tidier.counts["active"] += 1
        element.drop_tree()
    for comment in list(root.iter(etree.Comment, etree.ProcessingInstruction)):
        if isinstance(comment, etree._ProcessingInstruction):
            parent = comment.getparent()
            if parent is not None:
                comment.tail and _keep_tail(comment, parent)
                parent.remove(comment)
        elif comment.getparent() is not None:
            comment.drop_tree()


def blocks_of(
    markup: str, *, tidier: Tidier, base_url: str = "", removed: list[str] | None = None
) -> list[Block]:
    """Return the blocks of an HTML fragment in their order."""
    root = parse(f"<div>{markup}</div>")
    if root is None:
        return []
    drop_active(root, tidier)
    return blocks_of_element(root, tidier=tidier, base_url=base_url, removed=removed)


def blocks_of_element(
    element, *, tidier: Tidier, base_url: str = "", removed: list[str] | None = None
) -> list[Block]:
    """Return the blocks beneath `element`; furniture goes to `removed`."""
    removed = [] if removed is None else removed
    blocks: list[Block] = []
    for block in _walk(element, tidier, base_url, 0):
        words = block.text or plain(block.html)
        if block.kind != "picture" and boilerplate.is_furniture(words):
            removed.append(words)
        else:
            blocks.append(block)
    return blocks


def _walk(element, tidier: Tidier, base: str, depth: int) -> Iterator[Block]:
    """Yield blocks; runs of inline content between block elements become paragraphs."""
    run: list[str] = [_escape(element.text)]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if (
            tag in _HEADINGS
            or tag in ("p", "ul", "ol", "blockquote", "pre", "img", "hr")
            or (_is_container(child, tag) and depth < DEEPEST)
        ):
            yield from _paragraphs("".join(run), tidier)
            run = []
            yield from _block(child, tag, tidier, base, depth)
        elif tag:
            run.append(_inline(child, base))
            yield from _pictures(child, base)
        run.append(_escape(child.tail))
    yield from _paragraphs("".join(run), tidier)


def _is_container(element, tag: str) -> bool:
    if tag not in _CONTAINERS and tag in _INLINE_WITH_TEXT:
        return False
    if tag == "span":
        return element.find(".//p") is not None or element.find(".//div") is not None
    return tag in _CONTAINERS


def _block(element, tag: str, tidier: Tidier, base: str, depth: int) -> Iterator[Block]:
    if tag in _HEADINGS:
        words = tidier.text(" ".join(element.text_content().split()))
        if words:
            yield Block(kind="heading", text=words[:200], level=_HEADINGS[tag])
    elif tag == "p":
        if element.find(".//img") is not None:
            yield from _pictures(element, base)
        yield from _paragraphs(
            _inner(element, base), tidier, counted=element.find(".//img") is None
        )
    elif tag in ("ul", "ol"):
        safe = tidier.rich(_outer(element, base))
        if plain(safe):
            yield Block(kind="list", html=safe)
    elif tag == "blockquote":
        inner = list(_walk(element, tidier, base, depth + 1))
        words = "".join(block.html for block in inner if block.html)
        if words:
            yield Block(kind="quotation", html=words)
    elif tag == "pre":
        yield from _paragraphs(_escape(element.text_content()).replace("\n", "<br>"), tidier)
    elif tag == "img":
        yield from _pictures(element, base)
    elif tag == "figure":
        yield from _figure(element, tidier, base)
    elif tag != "hr":
        yield from _walk(element, tidier, base, depth + 1)


def _figure(element, tidier: Tidier, base: str) -> Iterator[Block]:
    caption = element.find(".//figcaption")
    words = "" if caption is None else tidier.text(" ".join(caption.text_content().split()))
    found = False
    for block in _pictures(element, base):
        found = True
        picture = block.picture
        yield Block(
            kind="picture",
            picture=Picture(source=picture.source, alt=picture.alt, caption=words[:400]),
        )
    if not found:
        if caption is not None:
            caption.drop_tree()
        yield from _walk(element, tidier, base, 1)


def _paragraphs(markup: str, tidier: Tidier, *, counted: bool = False) -> Iterator[Block]:
    """Yield a paragraph for each part between doubled line breaks."""
    if not markup.strip() and not counted:
        return
    for part in _BREAKS.split(markup):
        safe = re.sub(r"^(?:<br\s*/?>\s*)+|(?:<br\s*/?>\s*)+$", "", tidier.rich(part)).strip()
        if plain(safe):
            yield Block(kind="paragraph", html=f"<p>{safe}</p>")
        elif counted:
            tidier.counts["empty_paragraphs"] += 1


def _pictures(element, base: str) -> Iterator[Block]:
    for image in element.iter("img"):
        source = (image.get("src") or image.get("data-src") or "").strip()
        width = (image.get("width") or "").strip()
        if source and not source.startswith("data:") and width not in ("0", "1"):
            yield Block(
                kind="picture",
                picture=Picture(source=_absolute(source, base), alt=image.get("alt")),
            )


def _inline(element, base: str) -> str:
    return _outer(element, base)


def _outer(element, base: str) -> str:
    for link in element.iter("a"):
        if link.get("href"):
            link.set("href", _absolute(link.get("href"), base))
    return lxml_html.tostring(element, encoding="unicode", with_tail=False)


def _inner(element, base: str) -> str:
    whole = _outer(element, base)
    return whole[whole.find(">") + 1 : whole.rfind("</")] if "</" in whole else ""


def _absolute(address: str, base: str) -> str:
    try:
        return urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return ""


def _escape(text: str | None) -> str:
    return escape(text or "", quote=False)


def _keep_tail(node, parent) -> None:
    previous = node.getprevious()
    if previous is not None:
        previous.tail = (previous.tail or "") + node.tail
    else:
        parent.text = (parent.text or "") + node.tail
