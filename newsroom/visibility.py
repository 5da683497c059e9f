"""Is a page public now, and which pages are?

One rule, asked by every exit: pages, lists, feeds, sitemap, search and API. A page is public when
it is live, its time has come and has not passed, nothing restricts it, an ancestor of it or
the page that it is a copy of, and it is not an untranslated copy in the other language.
"""

from datetime import datetime
from typing import Any, cast

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet


def public(pages: PageQuerySet, *, now: datetime | None = None) -> PageQuerySet:
    """Return those of `pages` that anyone may read at `now` (default: this moment).

    Adds no query of its own. Dates are compared here too, so a worker that has stopped shows
    nothing early and nothing expired.
    """
    now = now or timezone.now()
    return (
        pages.filter(live=True)
        .filter(Q(expire_at__isnull=True) | Q(expire_at__gt=now))
        .filter(Q(go_live_at__isnull=True) | Q(go_live_at__lte=now))
        .exclude(Q(alias_of__isnull=False) & ~Q(alias_of__locale=F("locale")))
        .filter(~_restricted("path"))
        .filter(Q(alias_of__isnull=True) | ~_restricted("alias_of__path"))
    )


def is_public(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether anyone may read `page`, as the database has it, at `now`. Costs one query."""
    return public(Page.objects.filter(pk=page.pk), now=now).exists()


def _restricted(path_field: str) -> Exists:
    """True for rows with a view restriction on the page at `path_field` or above it."""
    outer = ExpressionWrapper(OuterRef(path_field), output_field=CharField())
    # Not a join: where no page is restricted, a planner with statistics starts a join from all
    # pages, for each page.
    restricted = Page.objects.filter(pk__in=PageViewRestriction.objects.values("page_id"))
    return Exists(restricted.alias(outer_path=outer).filter(outer_path__startswith=F("path")))


class PublicDatesMixin:
    """Answers 404 for a page whose time has not come or has passed, whatever `live` says."""

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Route as Wagtail does, save that the dates count at reading time."""
        page = cast(Page, self)
        if not path_components and not dates_allow(page):
            request.newsroom_page_expired = is_expired(page)  # type: ignore[attr-defined]  # ours
            raise Http404
        return super().route(request, path_components)  # type: ignore[misc]  # mixed into Page


def dates_allow(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether `now` lies between the page's go-live and expiry times."""
    now = now or timezone.now()
    started = page.go_live_at is None or page.go_live_at <= now
    return started and (page.expire_at is None or page.expire_at > now)


def is_expired(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether the page was live until its time had passed."""
    now = now or timezone.now()
    return page.live and page.expire_at is not None and page.expire_at <= now
