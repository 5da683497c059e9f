"""The state of both languages of a statement as far as it is public.

The admin's state of a pair (`newsroom.translation.pair_state`) counts drafts and newer versions
that nobody may know of. Here only what is public now is compared: a language is behind from the day
on which the other was published with words that came after those that both agreed on.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from django.db.models import Exists, F, OuterRef, Q, TextChoices
from django.utils import timezone
from wagtail.models import Page

from newsroom.languages.configured import language_codes
from newsroom.models.translation import TranslationOrigin
from newsroom.visibility import public


class PublicState(TextChoices):
    """What is public of a statement in one language."""

    CURRENT = "current"
    BEHIND = "behind"
    # Public in both languages, and nobody has recorded whether they say the same.
    UNKNOWN = "unknown"
    # It does not exist, is a draft, waits or was withdrawn: readers cannot tell.
    NOT_PUBLIC = "not_public"


class PublicPairFilter(TextChoices):
    """Conditions on what is public of a pair, by which lists are filtered."""

    BOTH = "both"
    SINGLE = "single"
    BEHIND = "behind"


class PublicSide(Protocol):
    """A public page with what is recorded of the page that it agrees with.

    `source_republished_at` is since when that page, whose id is `source_id`, says more.
    """

    @property
    def id(self) -> int:
        """The page's id."""

    @property
    def language(self) -> str:
        """The page's language."""

    @property
    def source_id(self) -> int | None:
        """The id of the page that it was made from, None where nothing is recorded."""

    @property
    def source_republished_at(self) -> datetime | None:
        """When that page was published first with a later version."""


@dataclass(frozen=True, kw_only=True)
class LanguageState:
    """The public state of a statement in one language; `behind_since` is a day of the office."""

    language: str
    state: PublicState
    behind_since: date | None = None


def language_states(sides: Iterable[PublicSide]) -> list[LanguageState]:
    """Return the state in each language from the public pages of one statement. No query."""
    by_language: dict[str, PublicSide] = {}
    for side in sides:
        by_language.setdefault(side.language, side)
    ids = {side.id for side in by_language.values()}
    is_recorded = len(ids) < 2 or any(side.source_id in ids for side in by_language.values())
    return [
        _state(code, by_language.get(code), ids=ids, is_recorded=is_recorded)
        for code in language_codes()
    ]


def _state(
    language: str, side: PublicSide | None, *, ids: set[int], is_recorded: bool
) -> LanguageState:
    if side is None:
        return LanguageState(language=language, state=PublicState.NOT_PUBLIC)
    if side.source_id in ids and side.source_republished_at is not None:
        day = timezone.localtime(side.source_republished_at).date()
        return LanguageState(language=language, state=PublicState.BEHIND, behind_since=day)
    state = PublicState.CURRENT if is_recorded else PublicState.UNKNOWN
    return LanguageState(language=language, state=state)


def public_pair_condition(chosen: PublicPairFilter, *, now: datetime) -> Q:
    """Return the condition for public pages of a list. It matches what `language_states` says."""
    others = public(
        Page.objects.filter(translation_key=OuterRef("translation_key"), alias_of__isnull=True)
        .exclude(locale_id=OuterRef("locale_id"))
        .order_by(),
        now=now,
    )
    match chosen:
        case PublicPairFilter.BOTH:
            return Q(Exists(others))
        case PublicPairFilter.SINGLE:
            return ~Q(Exists(others))
        case PublicPairFilter.BEHIND:
            behind = TranslationOrigin.objects.filter(
                source_republished_at__isnull=False,
                source__translation_key=F("page__translation_key"),
            )
            is_behind = Q(translation_key__in=behind.values("page__translation_key"))
            return is_behind & Q(Exists(others))
