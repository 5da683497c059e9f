"""The election periods of offices: what they refuse, what they allow, and what they would hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, Site

from newsroom.models import Category, ElectionExemption, ElectionPeriod, ScheduleFailure
from newsroom.translation.dates import format_short_date

# Codes of the gate's objections.
ELECTION = "election_period"
HELD = "held_in_election_period"
# Why a publication is allowed.
BY_CATEGORY = "category"
BY_PAGE = "page"
BY_EXEMPTION = "exemption"


@dataclass(frozen=True, kw_only=True)
class ScheduledPage:
    """A scheduled publication within an election period. `allowed_by` is "" where it is held."""

    page: Page
    moment: datetime
    allowed_by: str


def period_for(page: Page, *, moment: datetime) -> ElectionPeriod | None:
    """Return the election period of the page's office at the moment. One query."""
    sites = _site_ids(page)
    return ElectionPeriod.objects.at(moment).filter(site_id__in=sites).first() if sites else None


def publication_moment(content: Mapping[str, Any]) -> datetime:
    """Return when a revision with this content becomes public: its go-live time, or now."""
    now = timezone.now()
    value = content.get("go_live_at")
    moment = parse_datetime(value) if isinstance(value, str) else value
    return max(moment, now) if moment else now


def allowed_by(page: Page, content: Mapping[str, Any], *, period: ElectionPeriod) -> str:
    """Return why the period allows the publication, "" where it refuses it."""
    categories = _keys(content)
    if categories and categories & _allowed_categories(period):
        return BY_CATEGORY
    if _is_below_allowed_page(page, period=period):
        return BY_PAGE
    exemptions = ElectionExemption.objects.filter(
        period=period.pk, page__translation_key=page.translation_key
    )
    return BY_EXEMPTION if period.pk and exemptions.exists() else ""


def scheduled_within(period: ElectionPeriod) -> list[ScheduledPage]:
    """Return the scheduled publications of the office within the period, in order of time.

    Works for periods that are not stored as well. This is the dry run.
    """
    revisions = Revision.page_revisions.filter(
        approved_go_live_at__gte=period.starts_at, approved_go_live_at__lt=period.ends_at
    ).order_by("approved_go_live_at")
    found = []
    for revision in revisions.iterator():
        page = Page.objects.filter(pk=revision.object_id).select_related("locale").first()
        if page is not None and period.site_id in _site_ids(page):
            found.append(
                ScheduledPage(
                    page=page,
                    moment=revision.approved_go_live_at,
                    allowed_by=allowed_by(page, revision.content, period=period),
                )
            )
    return found


def election_notice(period: ElectionPeriod, *, language: str) -> str:
    """Return the notice for readers: the office's own, or the usual sentence in that language."""
    own: str = period.notice_cy if language == "cy" else period.notice_en
    if own:
        return own
    last_day = timezone.localtime(period.ends_at - timedelta(microseconds=1)).date()
    with translation.override(language):
        text = _(
            "An election period is under way. Until %(date)s this office publishes only what the "
            "rules allow."
        )
    return text % {"date": format_short_date(last_day, language=language)}


def is_held(page: Page, *, due_at: datetime) -> bool:
    """Return whether a page that was due then waits for a person, although no period refuses it.

    A period that has ended holds what was due within it, unless it releases that automatically.
    What any period has held stays so when the period is shortened or deleted, because nobody has
    decided about it.
    """
    period = period_for(page, moment=due_at)
    if period is not None:
        return not period.releases_automatically and period.ends_at <= timezone.now()
    return any(page.pk == failure.page_id for failure in held_failures(due_at=due_at))


def held_failures(**conditions: Any) -> list[ScheduleFailure]:
    """Return the records of pages that an election period holds, or held until now."""
    rows = ScheduleFailure.objects.filter(action=ScheduleFailure.Action.PUBLISH, **conditions)
    return [
        failure
        for failure in rows.select_related("page__locale").order_by("due_at", "page_id")
        if any(is_of_election(each) for each in failure.refusal)
    ]


def is_of_election(objection: Mapping[str, Any]) -> bool:
    """Return whether a stored objection holds a page because of an election period.

    That of a page that only waits for the other language says whether a period holds that.
    """
    return objection["code"] in (ELECTION, HELD) or bool(objection["details"].get(HELD))


def held_within(period: ElectionPeriod) -> list[ScheduleFailure]:
    """Return the records of the pages of the office that the period holds, by time."""
    return [
        failure
        for failure in held_failures(due_at__gte=period.starts_at, due_at__lt=period.ends_at)
        if period.site_id in _site_ids(failure.page)
    ]


def release(failures: Iterable[ScheduleFailure]) -> None:
    """Let the worker publish these pages: a person has decided that nothing holds them."""
    for failure in failures:
        failure.delete()


def _site_ids(page: Page) -> set[int]:
    return {
        root.site_id
        for root in Site.get_site_root_paths()
        if page.url_path and page.url_path.startswith(root.root_path)
    }


def _keys(content: Mapping[str, Any]) -> set[Any]:
    """Return the translation keys of the categories that a revision's content names."""
    ids = [number for number in content.get("categories") or [] if number]
    if not ids:
        return set()
    return set(Category.objects.filter(pk__in=ids).values_list("translation_key", flat=True))


def _allowed_categories(period: ElectionPeriod) -> set[Any]:
    return {category.translation_key for category in period.allowed_categories.all()}


def _is_below_allowed_page(page: Page, *, period: ElectionPeriod) -> bool:
    keys = {row.page.translation_key for row in period.allowed_pages.select_related("page")}
    if not keys:
        return False
    paths = Page.objects.filter(translation_key__in=keys).values_list("path", flat=True)
    return any(page.path.startswith(path) for path in paths)
