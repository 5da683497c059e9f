"""The state of both languages of a page: whether each is public, and whether each is up to date.

Both languages are treated alike, whichever was written first. `pair_states` reads any number of
pairs with three queries; `pair_condition` is the same rule as a condition for lists and reports.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import and_
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.models import Page, Revision, WorkflowState

from newsroom.languages.configured import language_codes, language_name
from newsroom.models.pages import EARLIEST
from newsroom.models.translation import TranslationOrigin
from newsroom.translation.dates import format_office_time
from newsroom.translation.locales import language_of
from newsroom.visibility.dates import (
    DATES,
    STARTS,
    dates_allow,
    dates_include,
    has_started,
    next_date_of,
)
from newsroom.visibility.restrictions import restricted_paths
from newsroom.visibility.tree import at_or_below


class Status(TextChoices):
    """What has become of a page in one language."""

    MISSING = "missing", pgettext_lazy("state of a language", "Missing")
    DRAFT = "draft", pgettext_lazy("state of a language", "Draft")
    IN_REVIEW = "review", pgettext_lazy("state of a language", "In review")
    SCHEDULED = "scheduled", pgettext_lazy("state of a language", "Scheduled")
    PUBLIC = "public", pgettext_lazy("state of a language", "Public")
    UNPUBLISHED = "unpublished", pgettext_lazy("state of a language", "Taken down")
    EXPIRED = "expired", pgettext_lazy("state of a language", "Expired")
    RESTRICTED = "restricted", pgettext_lazy("state of a language", "Private")


class PairFilter(TextChoices):
    """Conditions on a pair by which lists and reports are filtered."""

    BOTH = "yes", gettext_lazy("In both languages")
    ONE = "no", gettext_lazy("In one language only")
    SINGLE = "single", gettext_lazy("Public in one language only")
    HALF_PUBLIC = "half", gettext_lazy("Public in one language, waiting or withdrawn in the other")
    BEHIND = "behind", gettext_lazy("One language is behind")


@dataclass(frozen=True, kw_only=True)
class SideState:
    """The state of a pair's page in one language. With `is_held`, it waits for the other.

    `next_status` is what happens to a newer version of a public page: a draft, in review or
    scheduled. `behind_since` is when the other language changed after this one was made from it.
    """

    language: str
    page: Page | None = None
    status: Status = Status.MISSING
    next_status: Status | None = None
    due_at: datetime | None = None
    behind_since: datetime | None = None
    made_at: datetime | None = None
    has_origin: bool = False
    is_held: bool = False

    @property
    def language_name(self) -> Promise:
        """Return the translatable name of the language."""
        return language_name(self.language)

    @property
    def is_public(self) -> bool:
        """Return whether anyone may read the page now."""
        return self.status == Status.PUBLIC

    @property
    def is_current(self) -> bool:
        """Return whether it is recorded that the page says what the other language says."""
        return self.has_origin and self.behind_since is None

    def describe(self) -> str:
        """Return the state in words, in the active language."""
        parts = [_status_text(self.status, self.due_at)]
        if self.next_status is not None:
            parts.append(_next_text(self.next_status, self.due_at))
        if self.is_held:
            parts.append(_("waits for the other language"))
        if self.behind_since is not None:
            day = formats.date_format(_local(self.behind_since), "j F Y")
            parts.append(_("behind since %(day)s") % {"day": day})
        return ", ".join(parts)


@dataclass(frozen=True, kw_only=True)
class PairState:
    """The state of both languages, in the order of the configured languages."""

    sides: tuple[SideState, ...]

    def side(self, language: str) -> SideState:
        """Return the state in a language."""
        return next(side for side in self.sides if side.language == language)

    def other(self, language: str) -> SideState:
        """Return the state in the language that is not `language`."""
        return next(side for side in self.sides if side.language != language)

    @property
    def is_in_both_languages(self) -> bool:
        """Return whether there is a page in each language."""
        return all(side.page is not None for side in self.sides)

    @property
    def is_half_public(self) -> bool:
        """Return whether both pages exist, and only one of them is public."""
        return self.is_in_both_languages and len({side.is_public for side in self.sides}) == 2

    @property
    def is_behind(self) -> bool:
        """Return whether a language has not followed a change of the other."""
        return any(side.behind_since is not None for side in self.sides)

    @property
    def has_record(self) -> bool:
        """Return whether it is recorded for any side which version it was made from."""
        return any(side.has_origin for side in self.sides)


def pair_state(page: Page, *, now: datetime | None = None) -> PairState:
    """Return the state of a page and of its page in the other language."""
    return pair_states([page], now=now)[page.pk]


def pair_states(pages: Iterable[Page], *, now: datetime | None = None) -> dict[int, PairState]:
    """Return the state of each page's pair by the page's id. Three queries for any number of pages.

    Pages of another office that share the translation key are no part of the pair.
    """
    pages = list(pages)
    if not pages:
        return {}
    now = now or timezone.now()
    restricted, offices = restricted_paths(), _offices()
    found: dict[tuple[uuid.UUID, uuid.UUID | None], dict[str, SideState]] = defaultdict(dict)
    for page in _sides({page.translation_key for page in pages}):
        side = _side_state(page, now=now, restricted=restricted)
        found[page.translation_key, offices.get(_root(page))].setdefault(side.language, side)
    return {page.pk: _pair(found[page.translation_key, offices.get(_root(page))]) for page in pages}


def _pair(sides: dict[str, SideState]) -> PairState:
    return PairState(
        sides=tuple(sides.get(code) or SideState(language=code) for code in language_codes())
    )


def _root(page: Page) -> str:
    """Return the path of the home page above `page`."""
    return page.path[: 2 * Page.steplen]


def _offices() -> dict[str, uuid.UUID]:
    """Return the translation key of each home page by its path: both languages have the same."""
    return dict(Page.objects.filter(depth=2).values_list("path", "translation_key"))


def pair_condition(chosen: PairFilter, *, now: datetime | None = None) -> Q:
    """Return the condition for pages of a list: that their pair is in the chosen state."""
    others = _others()
    match chosen:
        case PairFilter.BOTH:
            return Q(Exists(others))
        case PairFilter.ONE:
            return ~Q(Exists(others))
        case PairFilter.SINGLE:
            return status_condition(Status.PUBLIC, now=now) & (
                ~Q(Exists(others)) | _has_hidden_side(now)
            )
        case PairFilter.HALF_PUBLIC:
            public = status_condition(Status.PUBLIC, now=now)
            return (public & _has_hidden_side(now)) | (~public & Q(Exists(others.filter(public))))
        case PairFilter.BEHIND:
            behind = TranslationOrigin.objects.alias(
                made_at=Coalesce("source_revision_created_at", Value(EARLIEST))
            ).filter(
                Exists(_changes_of_source(OuterRef("source_id"))),
                page__alias_of__isnull=True,
                source__translation_key=F("page__translation_key"),
            )
            return Q(translation_key__in=behind.values("page__translation_key"))


def side_condition(language: str, status: Status, *, now: datetime | None = None) -> Q:
    """Return the condition for pages of a list: that their pair has a status in a language."""
    sides = Page.objects.filter(
        translation_key=OuterRef("translation_key"),
        alias_of__isnull=True,
        locale__language_code=language,
    )
    if status == Status.MISSING:
        return ~Q(Exists(sides))
    return Q(Exists(sides.filter(status_condition(status, now=now))))


def status_condition(status: Status, *, now: datetime | None = None) -> Q:
    """Return the condition for pages that are in a status. It matches what `pair_states` says."""
    now = now or timezone.now()
    live, restricted = Q(live=True), _is_restricted()
    started = reduce(and_, (~Q(**{f"{name}__gt": now}) for name in STARTS))
    scheduled, in_review = Q(Exists(_scheduled_revisions())), Q(Exists(_reviews()))
    waiting = ~live & ~scheduled & ~in_review
    conditions = {
        Status.MISSING: Q(pk__in=[]),
        Status.RESTRICTED: live & restricted,
        Status.PUBLIC: live & ~restricted & dates_include(now),
        Status.SCHEDULED: (live & ~restricted & ~started) | (~live & scheduled),
        Status.IN_REVIEW: ~live & ~scheduled & in_review,
        Status.EXPIRED: (live & ~restricted & started & ~dates_include(now))
        | (waiting & Q(expired=True)),
        Status.UNPUBLISHED: waiting & Q(expired=False, first_published_at__isnull=False),
        Status.DRAFT: waiting & Q(expired=False, first_published_at__isnull=True),
    }
    return conditions[status]


def _others() -> QuerySet[Page]:
    """Return the pages of the other language of an outer query's pages."""
    return Page.objects.filter(
        translation_key=OuterRef("translation_key"), alias_of__isnull=True
    ).exclude(locale_id=OuterRef("locale_id"))


def _has_hidden_side(now: datetime | None) -> Q:
    """Match pairs with a page that is not public: few, so their keys are collected once."""
    hidden = Page.objects.filter(
        ~status_condition(Status.PUBLIC, now=now), depth__gt=2, alias_of__isnull=True
    )
    return Q(translation_key__in=hidden.values("translation_key"))


def _is_restricted() -> Q:
    condition = Q(pk__in=[])
    for path in restricted_paths():
        condition |= at_or_below(path)
    return condition


def _scheduled_revisions() -> QuerySet[Revision]:
    """Return the scheduled revisions of an outer query's pages."""
    return Revision.objects.filter(
        base_content_type_id=ContentType.objects.get_for_model(Page).pk,
        object_id=Cast(OuterRef("pk"), CharField()),
        approved_go_live_at__isnull=False,
    )


def _reviews() -> QuerySet[WorkflowState]:
    """Return the running approvals of an outer query's pages."""
    return WorkflowState.objects.filter(
        base_content_type_id=ContentType.objects.get_for_model(Page).pk,
        object_id=Cast(OuterRef("pk"), CharField()),
        status=WorkflowState.STATUS_IN_PROGRESS,
    )


def _sides(keys: set[uuid.UUID]) -> QuerySet[Page]:
    """Return the pages of the pairs with everything that their state depends on. One query."""
    changes = _changes_of_source(OuterRef("translation_origin__source_id"))
    related = {name.partition("__")[0] for name in DATES if "__" in name}
    return (
        Page.objects.filter(translation_key__in=keys, alias_of__isnull=True)
        .select_related("locale", "translation_origin__source", "held_version", *related)
        .alias(made_at=Coalesce("translation_origin__source_revision_created_at", Value(EARLIEST)))
        .annotate(
            scheduled_for=Subquery(
                _scheduled_revisions()
                .order_by("approved_go_live_at")
                .values("approved_go_live_at")[:1]
            ),
            is_in_review=Exists(_reviews()),
            source_changed_at=Subquery(changes.order_by("created_at").values("created_at")[:1]),
        )
        .order_by("pk")
    )


def _changes_of_source(source_id: OuterRef) -> QuerySet[Revision]:
    """Return the revisions of a source that are newer than `made_at` of the outer query.

    Their times are compared, not their numbers: while its author types, a draft is written over the
    same revision.
    """
    return Revision.objects.filter(
        base_content_type_id=ContentType.objects.get_for_model(Page).pk,
        object_id=Cast(source_id, CharField()),
        created_at__gt=OuterRef("made_at"),
    )


def _side_state(page: Page, *, now: datetime, restricted: tuple[str, ...]) -> SideState:
    status = _status(page, now=now, restricted=restricted)
    due_at = page.scheduled_for
    if status == Status.SCHEDULED and due_at is None:
        due_at = next_date_of(page, now=now)
    next_status = None
    if page.live:
        next_status = _unpublished_version(page)
    origin = getattr(page, "translation_origin", None)
    if origin is not None and origin.source.translation_key != page.translation_key:
        origin = None
    return SideState(
        language=language_of(page),
        page=page,
        status=status,
        next_status=next_status,
        due_at=due_at,
        has_origin=origin is not None,
        is_held=getattr(page, "held_version", None) is not None,
        made_at=origin.source_revision_created_at if origin else None,
        behind_since=page.source_changed_at if origin else None,
    )


def _status(page: Page, *, now: datetime, restricted: tuple[str, ...]) -> Status:
    if page.live:
        if any(page.path.startswith(path) for path in restricted):
            return Status.RESTRICTED
        if not has_started(page, now=now):
            return Status.SCHEDULED
        return Status.PUBLIC if dates_allow(page, now=now) else Status.EXPIRED
    status = _unpublished_version(page)
    if status in (Status.SCHEDULED, Status.IN_REVIEW):
        return status
    if page.expired:
        return Status.EXPIRED
    return Status.UNPUBLISHED if page.first_published_at else Status.DRAFT


def _unpublished_version(page: Page) -> Status | None:
    """Return the status of the page's unpublished version, None where there is none."""
    if page.scheduled_for is not None:
        return Status.SCHEDULED
    if page.is_in_review:
        return Status.IN_REVIEW
    return Status.DRAFT if page.has_unpublished_changes else None


def _status_text(status: Status, due_at: datetime | None) -> str:
    if status == Status.SCHEDULED and due_at is not None:
        return _("Scheduled for %(time)s") % {"time": format_office_time(due_at)}
    return str(status.label)


NEXT_VERSIONS: dict[Status, Promise | str] = {
    Status.DRAFT: gettext_lazy("newer draft"),
    Status.IN_REVIEW: gettext_lazy("newer version in review"),
}


def _next_text(status: Status, due_at: datetime | None) -> str:
    if status == Status.SCHEDULED and due_at is not None:
        return _("newer version scheduled for %(time)s") % {"time": format_office_time(due_at)}
    return str(NEXT_VERSIONS[status])


def _local(moment: datetime) -> datetime:
    return timezone.localtime(moment, ZoneInfo(settings.TIME_ZONE))
