"""The events of a calendar: pages planned, scheduled, under embargo, published and expiring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db.models import F, QuerySet, TextChoices
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site
from wagtail.permissions import policy_registry

from newsroom.languages.configured import language_name
from newsroom.publishing.overdue import with_go_live_time
from newsroom.translation.locales import language_of
from newsroom.visibility.tree import at_or_below

# A month in which more happens, such as that of an import, is shown in part.
LIMIT = 500


class Kind(TextChoices):
    """What happens to a page."""

    PLANNED = "planned", _("Draft due")
    SCHEDULED = "scheduled", _("Scheduled")
    EMBARGO = "embargo", _("Embargo ends")
    PUBLISHED = "published", _("Published")
    EXPIRY = "expiry", _("Taken down")


@dataclass(frozen=True, kw_only=True)
class Event:
    """One entry of the calendar."""

    kind: Kind
    moment: datetime
    page: Page
    may_publish: bool

    @property
    def local(self) -> datetime:
        """Return the moment in the office's time zone."""
        return timezone.localtime(self.moment, zone())

    @property
    def day(self) -> date:
        """Return the day of the office on which it happens."""
        return self.local.date()

    @property
    def title(self) -> str:
        """Return the title of the page's newest version."""
        return str(self.page.draft_title or self.page.title)

    @property
    def language_code(self) -> str:
        """Return the code of the page's language."""
        return language_of(self.page)

    @property
    def language(self) -> Promise:
        """Return the name of the page's language."""
        return language_name(self.language_code)

    @property
    def edit_url(self) -> str:
        """Return the URL of the page's form."""
        return reverse("wagtailadmin_pages:edit", args=[self.page.pk])

    @property
    def move_url(self) -> str:
        """Return the URL of the form that moves it to another day, "" where it cannot be moved."""
        movable = self.kind == Kind.SCHEDULED and self.may_publish
        return reverse("newsroom_calendar_move", args=[self.page.pk]) if movable else ""


def zone() -> ZoneInfo:
    """Return the time zone of the offices."""
    return ZoneInfo(settings.TIME_ZONE)


def start_of(day: date) -> datetime:
    """Return the first moment of a day in the office's time zone."""
    return datetime.combine(day, time(), tzinfo=zone())


def pages_of(user: AbstractUser, *, site: Site | None = None, language: str = "") -> QuerySet[Page]:
    """Return the pages that the user may edit or publish, of one office and language if given."""
    policy = policy_registry.get_by_type(Page)
    pages: QuerySet[Page] = policy.instances_user_has_any_permission_for(
        user, ["add", "change", "publish"]
    ).filter(depth__gt=1, alias_of__isnull=True)
    if site is not None:
        within = Page.objects.none()
        for home in Page.objects.filter(translation_key=site.root_page.translation_key):
            within = within | Page.objects.filter(at_or_below(home.path))
        pages = pages.filter(pk__in=within.values("pk"))
    if language:
        pages = pages.filter(locale__language_code=language)
    return pages


def events(
    pages: QuerySet[Page],
    *,
    user: AbstractUser,
    first: date,
    last: date,
    kinds: Iterable[Kind] = tuple(Kind),
) -> list[Event]:
    """Return what happens to the pages from one day to another, in order. One query a kind."""
    begin, end = start_of(first), start_of(last + timedelta(days=1))
    found = []
    for kind in kinds:
        rows = _moments(pages, kind).filter(event_at__gte=begin, event_at__lt=end)
        for page in rows.order_by("event_at", "pk")[:LIMIT]:
            rights = page.permissions_for_user(user)
            found.append(
                Event(
                    kind=kind,
                    moment=page.event_at,
                    page=page,
                    may_publish=bool(rights.can_publish()),
                )
            )
    return sorted(found, key=lambda event: (event.moment, event.page.pk, event.kind))


def _moments(pages: QuerySet[Page], kind: Kind) -> QuerySet[Page]:
    """Return the pages to which the event happens, annotated with its time as `event_at`."""
    match kind:
        case Kind.PLANNED:
            scheduled = with_go_live_time(pages)
            drafts = pages.filter(live=False, go_live_at__gt=timezone.now())
            return drafts.exclude(pk__in=scheduled.values("pk")).annotate(event_at=F("go_live_at"))
        case Kind.SCHEDULED:
            return with_go_live_time(pages).annotate(event_at=F("scheduled_for"))
        case Kind.EMBARGO:
            return pages.annotate(event_at=F("embargo__until"))
        case Kind.PUBLISHED:
            return pages.filter(live=True).annotate(event_at=F("first_published_at"))
        case Kind.EXPIRY:
            return pages.filter(live=True).annotate(event_at=F("expire_at"))
