"""The translation memory of an office: what its paragraphs became in the other language.

The worker remembers the paragraphs of two public pages that say the same, whichever editor they
were written in. Nothing of another office is ever suggested.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any, cast

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from wagtail.models import Page, Site

from newsroom.caching import state_token
from newsroom.models import (
    ArticlePage,
    GlossaryTerm,
    MemorySegment,
    RememberedPage,
    TranslationOrigin,
)
from newsroom.translation.locales import language_of
from newsroom.translation.paired_actions import in_other_language
from newsroom.translation.segments import Segment, segments_of

PAGES_AT_ONCE = 50
# A transaction that began earlier than this has been committed.
LONGEST_TRANSACTION = timedelta(minutes=10)
# All pages are compared at the start of the process and this long after the last time.
COMPARE_ALL_AFTER = timedelta(hours=6)
# Shares of equal words and letters, 0 to 1, that two paragraphs need to be shown as alike.
LEAST_SHARED_WORDS = 0.4
LEAST_LIKENESS = 0.7
MOST_SUGGESTIONS = 3
MOST_CANDIDATES = 3000


@dataclass(frozen=True, kw_only=True)
class _Finished:
    """The last run of this process that left nothing to do, and the state of the content then."""

    token: str
    began_at: datetime
    all_compared_at: datetime


_finished: _Finished | None = None


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """An earlier translation of the same or a similar paragraph. `percent` is their likeness."""

    source: str
    translation: str
    is_html: bool
    percent: int

    @property
    def is_exact(self) -> bool:
        """Return whether the paragraphs have the same words."""
        return self.percent == 100


def content_of(page: Page, *, live: bool) -> Mapping[str, Any]:
    """Return the serialised content of a statement as it is public, or of its newest version."""
    if not live and page.latest_revision is not None:
        return cast(Mapping[str, Any], page.latest_revision.content)
    return cast(Mapping[str, Any], page.specific.serializable_data())


def remember_pairs(*, now: datetime | None = None) -> str:
    """Remember the paragraphs of pairs that were published or compared since. The worker's job.

    One query where nothing public has changed since a run of this process that left nothing to do.
    """
    global _finished
    now = now or timezone.now()
    token = state_token.current().token
    finished = _finished
    if finished is not None and finished.token == token:
        return ""
    is_recent = finished is not None and finished.all_compared_at > now - COMPARE_ALL_AFTER
    since = finished.began_at - LONGEST_TRANSACTION if finished and is_recent else None
    pages = list(_pages_to_remember(since)[:PAGES_AT_ONCE])
    count = 0
    for page in pages:
        with transaction.atomic():
            count += _remember(page)
            RememberedPage.objects.update_or_create(page_id=page.pk, defaults={"at": now})
    if len(pages) < PAGES_AT_ONCE:
        compared = finished.all_compared_at if finished and is_recent else now
        _finished = _Finished(token=token, began_at=now, all_compared_at=compared)
    return f"{count} paragraphs" if count else ""


def compare_all_again() -> None:
    """Let the next run of this process compare all pages."""
    global _finished
    _finished = None


def _pages_to_remember(since: datetime | None) -> QuerySet[ArticlePage]:
    """Return the pages that were published or compared after they were remembered.

    `since` leaves out those for which that was earlier.
    """
    pages = ArticlePage.objects.filter(live=True, alias_of=None)
    if since is not None:
        compared = TranslationOrigin.objects.filter(recorded_at__gt=since)
        pages = pages.filter(
            Q(last_published_at__gt=since) | Q(pk__in=list(compared.values_list("page", flat=True)))
        )
    remembered = RememberedPage.objects.filter(page=OuterRef("pk")).values("at")
    return (
        pages.alias(remembered_at=Subquery(remembered))
        .filter(
            Q(remembered_at=None)
            | Q(last_published_at__gt=F("remembered_at"))
            | Q(translation_origin__recorded_at__gt=F("remembered_at"))
        )
        .order_by("pk")
    )


def suggestions(
    segments: Iterable[Segment], *, site: Site, language: str, other_language: str
) -> dict[str, list[Suggestion]]:
    """Return earlier translations for each paragraph by its path, the most alike first."""
    wanted = list(segments)
    if not wanted:
        return {}
    lengths = [len(segment.plain) for segment in wanted]
    rows = list(
        MemorySegment.objects.filter(
            site=site,
            language=language,
            other_language=other_language,
            length__gte=min(lengths) * 2 // 3,
            length__lte=max(lengths) * 3 // 2,
        ).order_by("-recorded_at", "-pk")[:MOST_CANDIDATES]
    )
    exact = MemorySegment.objects.filter(
        site=site,
        language=language,
        other_language=other_language,
        key__in=[segment.key for segment in wanted],
    )
    candidates = {row.pk: (row, set(row.plain.lower().split())) for row in [*exact, *rows]}
    return {segment.path: _most_alike(segment, list(candidates.values())) for segment in wanted}


def glossary_terms(
    segments: Iterable[Segment], *, site: Site, language: str
) -> dict[str, list[GlossaryTerm]]:
    """Return the terms of the office's glossary that stand in each paragraph, by its path."""
    terms = [
        (term.in_language(language).lower(), term)
        for term in GlossaryTerm.objects.filter(site=site)
    ]
    return {
        segment.path: [term for words, term in terms if _contains(segment.plain.lower(), words)]
        for segment in segments
    }


def _contains(text: str, words: str) -> bool:
    """Return whether whole words stand in a text."""
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            return True
        start = text.find(words, start + 1)
    return False


def _most_alike(
    segment: Segment, candidates: list[tuple[MemorySegment, set[str]]]
) -> list[Suggestion]:
    words = set(segment.plain.lower().split())
    found: dict[str, Suggestion] = {}
    for row, row_words in candidates:
        if len(words & row_words) < LEAST_SHARED_WORDS * len(words | row_words):
            continue
        if row.key == segment.key:
            percent = 100
        else:
            ratio = SequenceMatcher(None, row.plain, segment.plain, autojunk=False).ratio()
            if ratio < LEAST_LIKENESS:
                continue
            percent = min(99, int(ratio * 100))
        if row.translation not in found or found[row.translation].percent < percent:
            found[row.translation] = Suggestion(
                source=row.source,
                translation=row.translation,
                is_html=row.is_html,
                percent=percent,
            )
    ranked = sorted(found.values(), key=lambda suggestion: -suggestion.percent)
    return ranked[:MOST_SUGGESTIONS]


def _remember(page: ArticlePage) -> int:
    """Remember the paragraphs of a page and its translation; return the number of rows."""
    other = in_other_language(ArticlePage.objects.filter(live=True), page=page).first()
    site = page.get_site()
    if other is None or site is None or not _say_the_same(page, other):
        return 0
    pairs = list(_aligned(page, other))
    rows = [
        _row(site, page=one, source=source, other=two, translation=translation)
        for source, translation in pairs
        for one, two, source, translation in (
            (page, other, source, translation),
            (other, page, translation, source),
        )
    ]
    unique = {(row.language, row.is_html, row.key): row for row in rows}
    MemorySegment.objects.bulk_create(
        unique.values(),
        update_conflicts=True,
        unique_fields=["site", "language", "other_language", "is_html", "key"],
        update_fields=["plain", "length", "source", "translation", "page", "recorded_at"],
    )
    return len(unique)


def _say_the_same(page: ArticlePage, other: ArticlePage) -> bool:
    """Return whether it is recorded for the public versions, and neither has changed since."""
    origins = TranslationOrigin.objects.filter(
        Q(page_id=page.pk, source_id=other.pk) | Q(page_id=other.pk, source_id=page.pk)
    ).select_related("source__live_revision")
    made = [(origin.source_revision_created_at, origin.source.live_revision) for origin in origins]
    return bool(made) and all(
        moment is not None and revision is not None and moment >= revision.created_at
        for moment, revision in made
    )


def _aligned(page: ArticlePage, other: ArticlePage) -> list[tuple[Segment, Segment]]:
    """Return the paragraphs at the same path, of texts with equally many paragraphs on each side.

    Paragraphs that are the same in both languages, such as names, are left out.
    """
    own = {segment.path: segment for segment in segments_of(content_of(page, live=True))}
    others = {segment.path: segment for segment in segments_of(content_of(other, live=True))}
    counts, other_counts = _counts(own), _counts(others)
    return [
        (segment, others[path])
        for path, segment in own.items()
        if path in others
        and counts[_text_path(path)] == other_counts[_text_path(path)]
        and segment.is_html == others[path].is_html
        and segment.plain != others[path].plain
    ]


def _text_path(path: str) -> str:
    return path.partition("#")[0]


def _counts(segments: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for path in segments:
        counts[_text_path(path)] = counts.get(_text_path(path), 0) + 1
    return counts


def _row(
    site: Site, *, page: ArticlePage, source: Segment, other: ArticlePage, translation: Segment
) -> MemorySegment:
    return MemorySegment(
        site=site,
        language=language_of(page),
        other_language=language_of(other),
        key=source.key,
        plain=source.plain,
        length=len(source.plain),
        source=source.text,
        translation=translation.text,
        is_html=source.is_html,
        page_id=page.pk,
        recorded_at=timezone.now(),
    )
