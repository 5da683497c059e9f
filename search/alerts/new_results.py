"""Which new statements does a saved search find that may be sent this moment?"""

from dataclasses import dataclass, replace

from django.db.models import Min, Q
from django.utils import timezone

from newsroom.models import ArticlePage
from search.alerts.arrivals import arrived
from search.alerts.searches import question_of
from search.models import OutboxEntry
from search.models.alerts import Arrival, SavedSearch
from search.querying.answers import Answer, SearchUnavailableError, ask, from_first_engine
from search.querying.result_rendering import public_statements

MOST_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class Told:
    """A statement as the database has it now, and its address."""

    page: ArticlePage
    url: str


@dataclass(frozen=True, kw_only=True)
class News:
    """What to tell a reader, and how many statements there are in all."""

    pages: tuple[Told, ...]
    total: int


NOTHING = News(pages=(), total=0)


class Watch:
    """The news of one pass, up to a place in the feed that the index is known to have reached.

    Subscriptions come in the order of their searches, so the answer to the last is kept for those
    that ask the same. Whether each statement is public is asked anew for each of them.
    """

    def __init__(self) -> None:
        self.engine = from_first_engine(lambda engine: engine.status("en"))[0]
        self.until = self._reached()
        self._key: tuple | None = None
        self._answer: Answer | None = None

    def _reached(self) -> int:
        """Return the place before the first statement that waits to be told to the engine."""
        # What failed and is put off waits as well; other rows of later are for a page's next date.
        waiting = OutboxEntry.objects.filter(engine=self.engine, version=None).filter(
            Q(next_try_at__lte=timezone.now()) | Q(attempts__gt=0)
        )
        first = Arrival.objects.filter(page_id__in=waiting.values("page_id")).aggregate(
            position=Min("position")
        )["position"]
        if first is not None:
            return first - 1
        return Arrival.objects.order_by("-position").values_list("position", flat=True).first() or 0

    def news(self, saved: SavedSearch) -> News:
        """Return what is new for a reader; raises `SearchUnavailableError`."""
        key = (saved.site_id, saved.language, saved.query, saved.after)
        if key != self._key:
            self._answer, self._key = self._ask(saved), key
        return self._public_now(saved)

    def _ask(self, saved: SavedSearch) -> Answer | None:
        asked = question_of(saved)
        only = arrived(
            site_id=saved.site_id,
            languages=asked.searched_languages,
            after=saved.after,
            until=self.until,
        )
        if not only:
            return None
        question = replace(asked, only_pages=only, relaxes=False, sort="newest", length=MOST_SHOWN)
        answer = ask(question)
        if answer.engine != self.engine:
            # Another engine may not have reached the same place.
            raise SearchUnavailableError
        return answer

    def _public_now(self, saved: SavedSearch) -> News:
        """Ask the database once more: a pass over many readers takes its time."""
        if self._answer is None or not self._answer.results:
            return NOTHING
        numbers = [found.page.pk for found in self._answer.results]
        shown = public_statements(numbers, site=saved.site)
        written = ArticlePage.objects.defer_streamfields().in_bulk(shown)
        pages = tuple(
            Told(page=written[number], url=shown[number].url)
            for number in numbers
            if number in written
        )
        unshown = max(0, self._answer.total - MOST_SHOWN)
        return News(pages=pages, total=len(pages) + unshown) if pages else NOTHING
