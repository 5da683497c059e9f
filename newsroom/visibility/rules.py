"""The rule that decides which pages are public.

Pages, lists, feeds, the sitemap, search and the API all apply it. A page is public if it is live,
its dates allow it, no restriction applies to it, to its ancestors or to the page that it is a copy
of, it is not an untranslated copy in another language, and its text is in its own language.
"""

from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, Expression, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from newsroom.visibility.dates import dates_include
from newsroom.visibility.restrictions import restricted_paths
from newsroom.visibility.tree import at_or_below
from newsroom.visibility.written_language import in_another_language


def public(
    pages: PageQuerySet,
    *,
    now: datetime | Expression | None = None,
    restricted: tuple[str, ...] | None = None,
) -> PageQuerySet:
    """Return those of `pages` that anyone may read at `now` (default: the current time).

    Costs one small query per request, for the restricted parts of the tree, unless `restricted`
    gives their paths. Dates are compared at reading time, so a stopped worker shows nothing early
    and nothing expired.
    """
    now = now or timezone.now()
    paths = restricted_paths() if restricted is None else restricted
    # One condition in one call, because each further call copies the query.
    shown = ~_below(paths) & ~_hidden_copies(paths) & Q(~in_another_language())
    return pages.filter(Q(live=True) & dates_include(now) & shown)


@lru_cache(maxsize=16)
def _hidden_copies(restricted: tuple[str, ...]) -> Q:
    """Match copies whose original is in another language, written in one, or restricted."""
    # A correlated subquery, not a list: an installation may hold as many copies as originals.
    original = Page.objects.filter(pk=OuterRef("alias_of_id")).filter(
        ~Q(locale_id=OuterRef("locale_id")) | _below(restricted) | Q(in_another_language())
    )
    return Q(alias_of__isnull=False) & Q(Exists(original))


def is_public(page: Page, *, now: datetime | None = None) -> bool:
    """Return whether anyone may read the stored `page` at `now`. Two queries."""
    return bool(public(Page.objects.filter(pk=page.pk), now=now).exists())


def _below(paths: tuple[str, ...]) -> Q:
    """Match rows whose `path` is one of `paths` or below it; no rows without paths."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= at_or_below(path)
    return condition
