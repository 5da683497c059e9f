"""The language that the text of a page is written in, and the record of pages in another one.

The judgement looks at the running text: summary, introduction, paragraphs, headings and callouts.
Quotations do not count, whether blocks or between quotation marks, because their words are those
of the speaker. Nor do titles and short texts, which names may fill. A page is in another language
if more than half of its letters are in paragraphs that are found to be, by their words, or because
the page in the other language has the same paragraph.
"""

import html
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

from wagtail.models import Page

from newsroom.languages.configured import other_language
from newsroom.models import TranslationOrigin, WrittenLanguage
from newsroom.translation.language_detection import detect_language
from newsroom.translation.locales import language_of
from newsroom.translation.paired_actions import in_other_language
from newsroom.visibility.written_language import forget_written_languages, recorded_language

TEXT_FIELDS = ("summary", "introduction", "about")
TEXT_BLOCKS = frozenset({"paragraph", "heading", "callout"})
# In letters. Shorter paragraphs do not count; the language of a shorter text is not detected.
SHORTEST_PARAGRAPH = 25
SHORTEST_DETECTED = 60

_END_OF_PARAGRAPH = re.compile(r"</(?:p|li|h[1-6]|blockquote)>|<br\s*/?>|\n", re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")
# A quotation of several paragraphs has its closing mark only at the end of the last.
_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)")
_NO_LETTER = re.compile(r"[\W\d_]+")


def content_of(page: Page) -> dict[str, Any]:
    """Return the texts of a page as a revision holds them."""
    content: dict[str, Any] = {name: getattr(page, name, "") for name in TEXT_FIELDS}
    body = getattr(page, "body", None)
    content["body"] = list(body.raw_data) if body is not None else []
    return content


def paragraphs_of(content: Mapping[str, Any]) -> list[str]:
    """Return the paragraphs of a page's or revision's content that count, without quotations."""
    parts = [str(content.get(name) or "") for name in TEXT_FIELDS]
    body = content.get("body") or []
    blocks = json.loads(body) if isinstance(body, str) else body
    for block in blocks:
        if block["type"] in TEXT_BLOCKS:
            parts.extend(_strings(block["value"]))
    return [
        paragraph
        for part in parts
        for paragraph in _paragraphs(part)
        if _letters(paragraph) >= SHORTEST_PARAGRAPH and not _are_names(paragraph)
    ]


def written_in(
    paragraphs: Sequence[str], *, language: str, other_paragraphs: Callable[[], Set[str]]
) -> str:
    """Return the code of the language that most of the text is in, "" where it is `language`.

    "" also where there is too little text to say. `other_paragraphs` returns the paragraphs of the
    page in the other language, as `comparable` makes them. It is called only where detection does
    not decide.
    """
    letters = {"own": 0, "other": 0, "unknown": 0}
    unknown: list[str] = []
    for paragraph, detected in _detected(paragraphs):
        kind = "unknown" if not detected else "own" if detected == language else "other"
        letters[kind] += _letters(paragraph)
        if not detected:
            unknown.append(paragraph)
    total = sum(letters.values())
    other = letters["other"]
    if other * 2 <= total < (other + letters["unknown"]) * 2:
        same = other_paragraphs()
        other += sum(_letters(each) for each in unknown if comparable(each) in same)
    return other_language(language) if other * 2 > total else ""


def language_of_content(page: Page, content: Mapping[str, Any], *, compare: bool = True) -> str:
    """Return the language of `content`, of a revision of `page`, "" where it is the page's own.

    No query where the words themselves tell; without `compare`, never one.
    """
    paragraphs = paragraphs_of(content)
    if not paragraphs:
        return ""
    return written_in(
        paragraphs,
        language=language_of(page),
        other_paragraphs=lambda: _paragraphs_of_the_counterpart(page) if compare else frozenset(),
    )


def comparable(paragraph: str) -> str:
    """Return a paragraph without the differences that do not count: case, space, punctuation."""
    return _NO_LETTER.sub(" ", paragraph.casefold()).strip()


def record_written_language(page: Page, language: str) -> None:
    """Record the language that the page is written in, "" for its own.

    Where nothing changes, one query, or none in a request that has read the restrictions.
    """
    if language == recorded_language(page):
        return
    if language:
        WrittenLanguage.objects.update_or_create(page_id=page.pk, defaults={"language": language})
    else:
        WrittenLanguage.objects.filter(page_id=page.pk).delete()
    forget_written_languages()


def _paragraphs(part: str) -> Iterator[str]:
    for piece in _END_OF_PARAGRAPH.split(part):
        yield " ".join(_QUOTED.sub(" ", html.unescape(_TAG.sub("", piece))).split())


def _strings(value: object) -> Iterator[str]:
    """Yield the texts within the stored value of a block."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _strings(each)


def _are_names(text: str) -> bool:
    """Return whether most words begin with a capital, as in a list of names."""
    words = [word for word in text.split() if word[:1].isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return not text.isupper() and capitals * 2 > len(words)


def _letters(text: str) -> int:
    return len(_NO_LETTER.sub("", text))


def _detected(paragraphs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each paragraph with its language, "" where unknown. Short ones are read together."""
    short: list[str] = []
    for paragraph in paragraphs:
        if _letters(paragraph) >= SHORTEST_DETECTED:
            yield paragraph, detect_language(paragraph)
        else:
            short.append(paragraph)
    together = " ".join(short)
    language = detect_language(together) if _letters(together) >= SHORTEST_DETECTED else ""
    for paragraph in short:
        yield paragraph, language


def _paragraphs_of_the_counterpart(page: Page) -> Set[str]:
    """Return the paragraphs of the page in the other language, published ones and drafts.

    None where that page was made from this one: then the words in common are this page's.
    """
    pages = Page.objects.select_related("latest_revision")
    other = in_other_language(pages, page=page).first()
    if other is None:
        return frozenset()
    if page.pk and TranslationOrigin.objects.filter(page_id=other.pk, source_id=page.pk).exists():
        return frozenset()
    contents: list[Mapping[str, Any]] = [content_of(other.specific)]
    if other.latest_revision is not None:
        contents.append(other.latest_revision.content)
    return {comparable(each) for content in contents for each in paragraphs_of(content)}
