"""The office's public register of corrections, and the notes that a statement shows."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.addresses.citations import version_path
from newsroom.addresses.feed_links import FeedLink
from newsroom.addresses.indexes import index_address
from newsroom.addresses.routes import CORRECTIONS_FEED, Destination
from newsroom.feeds.corrections import DESTINATION, public_corrections
from newsroom.languages.configured import active_language
from newsroom.models import ArticlePage, NewsIndexPage
from newsroom.models.corrections import note_in
from newsroom.pages.paging import PageLink, page_links

PAGE_LENGTH = 20
# Whole phrases, because Welsh changes the beginning of a word after another.
TEXT_NAMES = {"en": gettext_lazy("In the English text"), "cy": gettext_lazy("In the Welsh text")}


@dataclass(frozen=True, kw_only=True)
class ShownCorrection:
    """A correction as readers see it. `language` is that of the note."""

    at: datetime.datetime
    note: str
    language: str
    before_url: str
    page: ArticlePage
    text_name: Any = ""  # which language was corrected, where it is not the reader's


@dataclass(frozen=True, kw_only=True)
class Register:
    """One page of the register."""

    heading: str
    corrections: list[ShownCorrection]
    total: int
    page_count: int
    previous_url: str
    next_url: str
    page_links: list[PageLink]
    canonical_url: str
    feeds: list[FeedLink]


def shown_corrections(
    page: ArticlePage, stored: Iterable[Mapping[str, Any]]
) -> list[ShownCorrection]:
    """Return the corrections that the page has stored, newest first. No query."""
    shown = []
    for row in stored:
        note, language = note_in(row["notes"], active_language())
        at = parse_datetime(row["at"])
        if at is not None and note:
            before = version_path(page, row["version"])
            shown.append(
                ShownCorrection(at=at, note=note, language=language, before_url=before, page=page)
            )
    return shown


def build(index: NewsIndexPage, *, request: HttpRequest) -> Register:
    """Return a page of the register; raises `Http404` beyond the last. Three queries."""
    paginator = Paginator(public_corrections(index), PAGE_LENGTH)
    given = request.GET.get("page", "1")
    number = int(given) if given.isdecimal() and len(given) < 8 else 0
    if number not in paginator.page_range:
        raise Http404
    url = index_address(index, request=request, destination=DESTINATION)

    def address(page_number: int) -> str:
        return url if page_number == 1 else f"{url}?page={page_number}"

    links = page_links(current=number, count=paginator.num_pages, address=address)
    feed_url = index_address(
        index,
        request=request,
        destination=Destination(is_corrections=True, feed=CORRECTIONS_FEED),
    )
    heading = _("Corrections")
    return Register(
        heading=heading,
        corrections=[_shown(row) for row in paginator.page(number)],
        total=paginator.count,
        page_count=paginator.num_pages,
        previous_url=links.previous_url,
        next_url=links.next_url,
        page_links=links.numbers,
        canonical_url=address(number),
        feeds=[FeedLink(title=heading, url=feed_url, media_type="application/atom+xml")],
    )


def _shown(row: Any) -> ShownCorrection:
    note, language = note_in(row.notes, active_language())
    page_language = row.page.locale.language_code
    return ShownCorrection(
        at=timezone.localtime(row.corrected_at),
        note=note,
        language=language,
        before_url=version_path(row.page, row.number),
        page=row.page,
        text_name=TEXT_NAMES.get(page_language, "") if page_language != active_language() else "",
    )
