"""Is a page public now, and which pages are?

One rule, asked by every exit: pages, lists, feeds, sitemap, search and API. A page is public when
it is live, its time has come and has not passed, nothing restricts it, an ancestor of it or
the page that it is a copy of, and it is not an untranslated copy in the other language.
"""

from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from newsroom.visibility.restrictions import restricted_paths
from newsroom.visibility.tree import at_or_below


def public(
    pages: PageQuerySet, *, now: datetime | None = None, restricted: tuple[str, ...] | None = None
) -> PageQuerySet:
    """Return those of `pages` that anyone may read at `now` (default: this moment).

    Costs one small query a request, for the restricted parts of the tree, unless they are given.
    Dates are compared here too, so a worker that has stopped shows nothing early and nothing
    expired.
    """
    now = now or timezone.now()
    paths = restricted_paths() if restricted is None else restricted
    # One condition in one call: every list asks this, and each further call copies the query.
    return pages.filter(
        Q(live=True)
        & (Q(expire_at__isnull=True) | Q(expire_at__gt=now))
        & (Q(go_live_at__isnull=True) | Q(go_live_at__lte=now))
        & ~_below(paths)
        & ~_hidden_copies(paths)
    )


@lru_cache(maxsize=16)
def _hidden_copies(restricted: tuple[str, ...]) -> Q:
    """Match copies whose original is in another language or restricted."""
    # Asked of each copy that is met, not listed beforehand: an installation may hold as many copies
    # as originals.
    original = Page.objects.filter(pk=OuterRef("alias_of_id")).filter(
        ~Q(locale_id=OuterRef("locale_id")) | _below(restricted)
    )
    return Q(alias_of__isnull=False) & Q(Exists(original))


def is_public(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether anyone may read `page`, as the database has it, at `now`. Two queries."""
    return public(Page.objects.filter(pk=page.pk), now=now).exists()


def _below(paths: tuple[str, ...], *, of: str = "path") -> Q:
    """True for rows whose path `of` is one of `paths` or below it; without paths for none."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= at_or_below(path, of=of)
    return condition


def dates_allow(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether `now` lies between the page's go-live and expiry times."""
    now = now or timezone.now()
    started = page.go_live_at is None or page.go_live_at <= now
    return started and (page.expire_at is None or page.expire_at > now)


def is_expired(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether the page was live until its time had passed."""
    now = now or timezone.now()
    return page.live and page.expire_at is not None and page.expire_at <= now
