"""The corrections that an office has published, and their Atom feed."""

import datetime
import hashlib
import uuid
from collections.abc import Sequence
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _

from newsroom.addresses.citations import version_path
from newsroom.addresses.indexes import index_address
from newsroom.addresses.routes import CORRECTIONS_FEED, Destination
from newsroom.feeds.formats import Entry, Feed
from newsroom.feeds.responses import FEED_LENGTH, conditional_feed_response, site_root_url
from newsroom.models import ArticlePage, Correction, NewsIndexPage
from newsroom.models.corrections import note_in
from newsroom.translation.locales import language_of
from newsroom.visibility import public
from newsroom.visibility.tree import at_or_below

# Part of every ETag. Raise it when the serialisation of the feed changes.
FORMAT_VERSION = 1
DESTINATION = Destination(is_corrections=True)


def public_corrections(index: NewsIndexPage) -> QuerySet[Correction]:
    """Return the corrections of statements that are public now, in both languages, newest first.

    One query more, for the paths of the office's indexes.
    """
    paths = NewsIndexPage.objects.filter(translation_key=index.translation_key)
    below = reduce(or_, map(at_or_below, paths.values_list("path", flat=True)), Q(pk__in=[]))
    statements = public(ArticlePage.objects.filter(below)).order_by().values("pk")
    rows = Correction.objects.filter(page__in=statements)
    return rows.select_related("page", "page__locale").defer("page__body")


def corrections_feed(index: NewsIndexPage, *, request: HttpRequest) -> HttpResponse:
    """Return the Atom feed of the newest corrections, or 304."""
    rows = list(public_corrections(index)[:FEED_LENGTH])
    parts = [(row.pk, row.page.url_path, row.page.title, row.notes) for row in rows]
    state = repr((FORMAT_VERSION, request.get_host(), request.path, index.title, parts))
    modified = max(
        (row.corrected_at for row in rows),
        default=datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC),
    )
    return conditional_feed_response(
        lambda: _feed(index, rows=rows, request=request, updated=modified),
        file_name=CORRECTIONS_FEED,
        etag=f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"',
        modified=modified,
        request=request,
    )


def _feed(
    index: NewsIndexPage,
    *,
    rows: Sequence[Correction],
    request: HttpRequest,
    updated: datetime.datetime,
) -> Feed:
    root_url = site_root_url(index, request=request)
    office = index.get_parent().title
    return Feed(
        identity=uuid.uuid5(index.translation_key, f"{language_of(index)}/corrections").urn,
        title=f"{office}: {_('Corrections')}",
        description=_("Mistakes in statements, and what is right."),
        url=root_url + request.path,
        page_url=root_url + index_address(index, request=request, destination=DESTINATION),
        language=language_of(index),
        author=office,
        updated=timezone.localtime(updated),
        entries=[
            _entry(row, language=language_of(index), root_url=root_url, request=request)
            for row in rows
        ],
    )


def _entry(row: Correction, *, language: str, root_url: str, request: HttpRequest) -> Entry:
    note, note_language = note_in(row.notes, language)
    corrected = timezone.localtime(row.corrected_at)
    before = root_url + version_path(row.page, row.number)
    return Entry(
        identity=uuid.uuid5(row.page.translation_key, f"correction/{row.pk}").urn,
        language=note_language,
        url=root_url + (row.page.get_url(request) or ""),
        title=_("Correction: %(title)s") % {"title": row.page.title},
        summary=note,
        html=format_html(
            '<p>{}</p><p><a href="{}">{}</a></p>', note, before, _("What it said before")
        ),
        statement_date=row.page.date,
        published=corrected,
        updated=corrected,
        terms=[],
        image=None,
    )
