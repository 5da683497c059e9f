"""What does a partner do? Follows the change feed and keeps a copy of what is public."""

from dataclasses import dataclass, field

from newsroom.models import ArticlePage, Change
from newsroom.partners.changes import feed
from newsroom.partners.changes.fingerprints import address, fingerprints
from newsroom.partners.changes.sequencing import sequence
from newsroom.visibility import public


def public_copy(*, site_id: int, language: str = "") -> dict[int, tuple[str, str]]:
    """Return address and fingerprint of each public statement of a site, read afresh."""
    from django.utils import timezone
    from wagtail.models import Site

    Site.clear_site_root_paths_cache()
    pages = public(ArticlePage.objects.all())
    if language:
        pages = pages.filter(locale__language_code=language)
    shown = [page for page in pages if (address(page) or (0,))[0] == site_id]
    digests = fingerprints(shown, now=timezone.now())
    return {page.pk: (address(page)[1], digests[page.pk]) for page in shown}


@dataclass(kw_only=True)
class Partner:
    """Keeps a copy by the feed alone; fetches what it is told to, as it is at that moment."""

    chosen: feed.Chosen
    limit: int = 3
    cursor: str = ""
    copy: dict[int, tuple[str, str]] = field(default_factory=dict)
    seen: list[int] = field(default_factory=list)

    def follow(self, *, stretches: int | None = None) -> None:
        """Read on, to the end or for so many stretches."""
        while stretches is None or stretches > 0:
            sequence()
            stretch = feed.read(self.chosen, cursor=self.cursor, limit=self.limit)
            for change in stretch.changes:
                self._apply(change)
            self.cursor = stretch.cursor
            if not stretch.has_more:
                return
            stretches = None if stretches is None else stretches - 1

    def _apply(self, change: Change) -> None:
        self.seen.append(change.position)
        if change.is_gone:
            self.copy.pop(change.page_id, None)
            return
        now = public_copy(site_id=self.chosen.site_id, language=self.chosen.language)
        if change.page_id in now:
            self.copy[change.page_id] = now[change.page_id]
