"""New statements that a saved search finds and that are public now."""

from dataclasses import dataclass, replace

from django.db.models import Min, Q
from django.utils import timezone

from newsroom.models import ArticlePage
from search.alerts.arrivals import arrived_page_ids
from search.alerts.saved_searches import saved_question
from search.language.analysis import LANGUAGES
from search.models import OutboxEntry
from search.models.alerts import Arrival, SavedSearch
from search.querying.answers import Answer, SearchUnavailableError, ask, from_first_engine
from search.querying.result_rendering import public_statements

MAX_SHOWN = 20


@dataclass(frozen=True, kw_only=True)
class NewStatement:
    """A statement as the database has it now, and its address."""

    page: ArticlePage
    url: str


@dataclass(frozen=True, kw_only=True)
class NewResults:
    """The first `MAX_SHOWN` new statements, and how many there are in all."""

    statements: tuple[NewStatement, ...]
    total: int


NO_RESULTS = NewResults(statements=(), total=0)


class NewResultsFinder:
    """Finds the new results of many alerts up to `until`, a position that the index has reached.

    Alerts come in the order of their searches, so the last answer is cached for those with the same
    search. Whether its statements are public is checked again for each alert.
    """

    def __init__(self) -> None:
        # Raises SearchUnavailableError where no engine answers; any of its indexes will do.
        self.engine = from_first_engine(lambda engine: engine.status(LANGUAGES[0]))[0]
        self.until = self._indexed_position()
        self._key: tuple[int, str, str, int] | None = None
        self._answer: Answer | None = None

    def _indexed_position(self) -> int:
        """Return the position before the first statement that waits to be indexed."""
        # Postponed failures wait as well; other later rows are for the next date of a page.
        waiting = OutboxEntry.objects.filter(engine=self.engine, version=None).filter(
            Q(next_try_at__lte=timezone.now()) | Q(attempts__gt=0)
        )
        first = Arrival.objects.filter(page_id__in=waiting.values("page_id")).aggregate(
            position=Min("position")
        )["position"]
        if first is not None:
            return int(first) - 1
        return Arrival.objects.order_by("-position").values_list("position", flat=True).first() or 0

    def find(self, saved: SavedSearch) -> NewResults:
        """Return the new results of an alert; raise SearchUnavailableError."""
        key = (saved.site_id, saved.language, saved.query, saved.after)
        if key != self._key:
            self._answer, self._key = self._search(saved), key
        return self._public_results(saved)

    def _search(self, saved: SavedSearch) -> Answer | None:
        question = saved_question(saved)
        page_ids = arrived_page_ids(
            site_id=saved.site_id,
            languages=question.searched_languages,
            after=saved.after,
            until=self.until,
        )
        if not page_ids:
            return None
        answer = ask(
            replace(question, only_pages=page_ids, relaxes=False, sort="newest", length=MAX_SHOWN)
        )
        if answer.engine != self.engine:
            # The index of another engine may not have reached the same position.
            raise SearchUnavailableError
        return answer

    def _public_results(self, saved: SavedSearch) -> NewResults:
        """Return the results that are public now: a run over many alerts takes a while."""
        if self._answer is None or not self._answer.results:
            return NO_RESULTS
        page_ids = [found.page.pk for found in self._answer.results]
        public = public_statements(page_ids, site=saved.site)
        pages = ArticlePage.objects.defer_streamfields().in_bulk(public)
        statements = tuple(
            NewStatement(page=pages[page_id], url=public[page_id].url)
            for page_id in page_ids
            if page_id in pages
        )
        if not statements:
            return NO_RESULTS
        not_shown = max(0, self._answer.total - MAX_SHOWN)
        return NewResults(statements=statements, total=len(statements) + not_shown)
