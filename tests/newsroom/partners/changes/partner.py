"""A simulated partner: it follows the change feed and maintains a copy of public statements."""

from dataclasses import dataclass, field

from newsroom.models import ArticlePage, Change
from newsroom.partners.changes import feed
from newsroom.partners.changes.fingerprints import fingerprints, site_and_url
from newsroom.partners.changes.sequencing import sequence
from newsroom.visibility import public


def public_copy(*, site_id: int, language: str = "") -> dict[int, tuple[str, str]]:
    """Return URL and fingerprint of each public statement of a site, read from the database."""
    from django.utils import timezone
    from wagtail.models import Site

    Site.clear_site_root_paths_cache()
    pages = public(ArticlePage.objects.all())
    if language:
        pages = pages.filter(locale__language_code=language)
    own = [page for page in pages if (site_and_url(page) or (0,))[0] == site_id]
    digests = fingerprints(own, now=timezone.now())
    return {page.pk: (site_and_url(page)[1], digests[page.pk]) for page in own}


@dataclass(kw_only=True)
class Partner:
    """Maintains its copy from the feed alone; fetches the state at the time of reading."""

    feed_filter: feed.FeedFilter
    limit: int = 3
    cursor: str = ""
    copy: dict[int, tuple[str, str]] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)

    def follow(self, *, pages: int | None = None) -> None:
        """Read to the end of the feed, or so many pages."""
        while pages is None or pages > 0:
            sequence()
            feed_page = feed.read(self.feed_filter, cursor=self.cursor, limit=self.limit)
            for change in feed_page.changes:
                self._apply(change)
            self.cursor = feed_page.cursor
            if not feed_page.has_more:
                return
            pages = None if pages is None else pages - 1

    def _apply(self, change: Change) -> None:
        self.seen.append(change.position)
        if change.is_gone:
            self.copy.pop(change.page_id, None)
            return
        now = public_copy(site_id=self.feed_filter.site_id, language=self.feed_filter.language)
        if change.page_id in now:
            self.copy[change.page_id] = now[change.page_id]
