"""Which recommended results stand above the answer to a question?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import Page

from newsroom.visibility import public
from search.curation import state
from search.language import word_rules
from search.language.analysis import Analyser, analyser_for, words_of
from search.models.curation import PromotedResult

KIND = "promotions"
MOST_SHOWN = 3
CONTENT = (
    "pk",
    "site_id",
    "language",
    "searches",
    "page_id",
    "link",
    "link_title",
    "description",
)


@dataclass(frozen=True, kw_only=True)
class Recommended:
    """What is shown above the results. `page_id` is empty for an address elsewhere."""

    title: str
    url: str
    description: str
    page_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Promotion:
    """A row as it is compared: each search as the words that say something."""

    searches: tuple[tuple[str, ...], ...]
    page_id: int | None
    link: str
    link_title: str
    description: str


_kept: dict[tuple[int, str], list[_Promotion]] = {}


def load(stamp: str) -> None:
    """Read all rows that are in use; without a stamp there are none."""
    global _kept
    kept: dict[tuple[int, str], list[_Promotion]] = defaultdict(list)
    rows = PromotedResult.objects.filter(is_active=True).order_by("order", "pk")
    for row in rows.values(*CONTENT) if stamp else ():
        try:
            lines = word_rules.phrases(row["searches"])
        except ValidationError:
            continue
        kept[row["site_id"], row["language"]].append(
            _Promotion(
                searches=tuple(tuple(words_of(line)) for line in lines),
                page_id=row["page_id"],
                link=row["link"],
                link_title=row["link_title"],
                description=row["description"],
            )
        )
    _kept = dict(kept)


def recommended(
    words: Sequence[str], *, site_id: int, language: str, request: HttpRequest
) -> tuple[Recommended, ...]:
    """Return what is recommended to whoever searches for exactly these words, in any form.

    Whatever was chosen, a page is only shown while the public may read it, in this office's tree
    and in this language. No query unless something is recommended.
    """
    analyser = analyser_for(language)
    found = [
        promotion
        for promotion in _kept.get((site_id, language), ())
        if any(_same(words, search, analyser=analyser) for search in promotion.searches)
    ]
    pages = _public_pages(
        {one.page_id for one in found if one.page_id}, site_id=site_id, language=language
    )
    shown = []
    for one in found:
        page = pages.get(one.page_id) if one.page_id is not None else None
        if page is None and one.page_id is not None:
            continue
        url = page.get_url(request) if page else one.link
        title = page.title if page else one.link_title
        if url and title:
            shown.append(
                Recommended(title=title, url=url, description=one.description, page_id=one.page_id)
            )
    unique = {one.url: one for one in reversed(shown)}
    return tuple(one for one in shown if unique[one.url] is one)[:MOST_SHOWN]


def _public_pages(page_ids: set[int], *, site_id: int, language: str) -> dict[int, Page]:
    """Return those of the pages that anyone may read now on this site, in this language."""
    if not page_ids:
        return {}
    pages = public(Page.objects.filter(pk__in=page_ids, locale__language_code=language))
    found = {}
    for page in pages.specific(defer=True):
        parts = page.get_url_parts()
        if parts is not None and parts[0] == site_id:
            found[page.pk] = page
    return found


def _same(words: Sequence[str], search: Sequence[str], *, analyser: Analyser) -> bool:
    """Return whether a reader's words are those of a search, in any order and form."""
    asked = [set(analyser.query_lemmas(word)) for word in _content(words, analyser)]
    wanted = [analyser.lemma(word) for word in _content(search, analyser)]
    return len(asked) == len(wanted) and _fits(asked, wanted)


def _fits(asked: list[set[str]], wanted: list[str]) -> bool:
    """Return whether each wanted word can be given one of the asked ones of its own."""
    if not wanted:
        return True
    first, rest = wanted[0], wanted[1:]
    return any(
        first in accepted and _fits(asked[:place] + asked[place + 1 :], rest)
        for place, accepted in enumerate(asked)
    )


def _content(words: Sequence[str], analyser: Analyser) -> list[str]:
    content = [word for word in words if not analyser.is_stop_word(word)]
    return content or list(words)


@receiver([post_save, post_delete], sender=PromotedResult)
def announce(**kwargs: object) -> None:
    """Tell all processes."""
    state.changed(KIND)


state.register(KIND, load)
