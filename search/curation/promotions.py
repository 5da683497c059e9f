"""Recommended results, which are shown above the results of certain searches."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest
from wagtail.models import Page

from newsroom.visibility import public
from search.curation import state_tokens
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
class Recommendation:
    """A recommended result as it is shown. `page_id` is None for an address elsewhere."""

    title: str
    url: str
    description: str
    page_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class _Promotion:
    """A loaded row, with each of its searches as words."""

    searches: tuple[tuple[str, ...], ...]
    page_id: int | None
    link: str
    link_title: str
    description: str


_cache: dict[tuple[int, str], list[_Promotion]] = {}


def load(token: str) -> None:
    """Load all active rows into the process cache; without a state token there are none."""
    global _cache
    loaded: dict[tuple[int, str], list[_Promotion]] = defaultdict(list)
    rows = PromotedResult.objects.filter(is_active=True).order_by("order", "pk")
    for row in rows.values(*CONTENT) if token else ():
        try:
            lines = word_rules.validated_phrases(row["searches"])
        except ValidationError:
            continue
        loaded[row["site_id"], row["language"]].append(
            _Promotion(
                searches=tuple(tuple(words_of(line)) for line in lines),
                page_id=row["page_id"],
                link=row["link"],
                link_title=row["link_title"],
                description=row["description"],
            )
        )
    _cache = dict(loaded)


def recommendations(
    words: Sequence[str], *, site_id: int, language: str, request: HttpRequest
) -> tuple[Recommendation, ...]:
    """Return the recommendations for a search for exactly these words, in any form and order.

    A page is only shown while the public may read it, on this site and in this language. No query
    unless something is recommended.
    """
    analyser = analyser_for(language)
    matching = [
        promotion
        for promotion in _cache.get((site_id, language), ())
        if any(_is_same(words, search, analyser=analyser) for search in promotion.searches)
    ]
    pages = _public_pages(
        {promotion.page_id for promotion in matching if promotion.page_id},
        site_id=site_id,
        language=language,
    )
    by_url: dict[str, Recommendation] = {}
    for promotion in matching:
        page = pages.get(promotion.page_id) if promotion.page_id is not None else None
        if page is None and promotion.page_id is not None:
            continue
        url = page.get_url(request) if page else promotion.link
        title = page.title if page else promotion.link_title
        if url and title and url not in by_url:
            by_url[url] = Recommendation(
                title=title,
                url=url,
                description=promotion.description,
                page_id=promotion.page_id,
            )
    return tuple(by_url.values())[:MOST_SHOWN]


def _public_pages(page_ids: set[int], *, site_id: int, language: str) -> dict[int, Page]:
    """Return those of the pages that anyone may read now on this site, in this language."""
    if not page_ids:
        return {}
    pages = public(Page.objects.filter(pk__in=page_ids, locale__language_code=language))
    of_site = {}
    for page in pages.specific(defer=True):
        parts = page.get_url_parts()
        if parts is not None and parts[0] == site_id:
            of_site[page.pk] = page
    return of_site


def _is_same(words: Sequence[str], search: Sequence[str], *, analyser: Analyser) -> bool:
    """Return whether a reader's words are those of a promoted search, in any order and form."""
    typed = [set(analyser.query_lemmas(word)) for word in _content(words, analyser)]
    promoted = [analyser.lemma(word) for word in _content(search, analyser)]
    return len(typed) == len(promoted) and _can_be_paired(typed, promoted)


def _can_be_paired(typed: list[set[str]], promoted: list[str]) -> bool:
    """Return whether each promoted lemma can be paired with a typed word of its own."""
    if not promoted:
        return True
    first, rest = promoted[0], promoted[1:]
    return any(
        first in accepted and _can_be_paired(typed[:place] + typed[place + 1 :], rest)
        for place, accepted in enumerate(typed)
    )


def _content(words: Sequence[str], analyser: Analyser) -> list[str]:
    content = [word for word in words if not analyser.is_stop_word(word)]
    return content or list(words)


@receiver([post_save, post_delete], sender=PromotedResult)
def announce(**kwargs: object) -> None:
    """Announce changed recommendations to all processes."""
    state_tokens.announce_change(KIND)


state_tokens.register_loader(KIND, load)
