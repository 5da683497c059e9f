"""Public versions of a statement at its permanent address: each one, and their list.

A version is served only while its statement is public. The addresses of a statement that was
withdrawn answer as that statement does: 410, or a notice.
"""

import copy
import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe
from wagtail.models import Site

from newsroom.addresses.citations import (
    decode_citation,
    preferred_statement,
    statements_for_citation,
    version_path,
    versions_path,
)
from newsroom.faults.parts import may_be_left_out
from newsroom.media.page_images import body_objects, references_in
from newsroom.media.pictures import leave_out, load_sizes
from newsroom.media.public_use import used_publicly
from newsroom.models import ArticlePage, NewsroomImage, StatementVersion
from newsroom.pages import nearby
from newsroom.pages.corrections import shown_corrections
from newsroom.pages.missing import withdrawn_response
from newsroom.publishing.versions import CONTENT_FIELDS, public_since
from newsroom.publishing.withdrawals import withdrawal_of_key
from newsroom.translation.locales import language_of

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, kw_only=True)
class ListedVersion:
    """A public version in the list, the present one included."""

    number: int
    url: str
    public_from: datetime.datetime | None
    public_until: datetime.datetime | None
    is_withdrawn: bool


@require_safe
def follow_version(request: HttpRequest, citation: str, version: str = "") -> HttpResponse:
    """Redirect to the version in the reader's language, or to the list of versions."""
    pages = _public_statements(request, citation)
    page = preferred_statement(pages, language=translation.get_language_from_request(request))
    if page is None:
        return _withdrawn(request, citation, version=version)
    return _redirect(versions_path(page) + version)


@require_safe
def version_list(request: HttpRequest, citation: str, language: str) -> HttpResponse:
    """List the versions of a statement that were public, newest first."""
    page, others = _statement(request, citation, language=language)
    if page is None:
        return _withdrawn(request, citation, language=language)
    rows = StatementVersion.objects.filter(page=page).order_by("-number").defer("content")
    current = ListedVersion(
        number=page.earlier_versions + 1,
        url=page.get_url(request) or "",
        public_from=public_since(page),
        public_until=None,
        is_withdrawn=False,
    )
    versions = [current] + [
        ListedVersion(
            number=row.number,
            url=version_path(page, row.number),
            public_from=row.public_from,
            public_until=row.public_until,
            is_withdrawn=row.withdrawn_at is not None,
        )
        for row in rows
    ]
    other_url = versions_path(others[0]) if others else ""
    return _answer(
        request,
        "newsroom/versions.html",
        {"statement": page, "versions": versions, "other_language_url": other_url},
        page=page,
    )


@require_safe
def version(request: HttpRequest, citation: str, language: str, version: str) -> HttpResponse:
    """Show the text that was public under a number, or redirect from a day to its version.

    The number of the present text redirects to the statement. A withdrawn version answers 410.
    """
    page, _others = _statement(request, citation, language=language)
    if page is None:
        return _withdrawn(request, citation, language=language, version=version)
    if _DAY.fullmatch(version):
        return _redirect(version_path(page, _number_on(page, day=version)))
    number = int(version) if version.isdecimal() else 0
    if number == page.earlier_versions + 1:
        return _redirect(page.get_url(request) or "")
    row = StatementVersion.objects.filter(page=page, number=number).first()
    if row is None or version != str(number):
        raise Http404
    context = {"statement": page, "version": row}
    if row.withdrawn_at is not None:
        return _answer(request, "newsroom/version_withdrawn.html", context, page=page, status=410)
    return _answer(
        request,
        "newsroom/version.html",
        {**context, **_content(row, page=page, request=request)},
        page=page,
    )


def _content(row: StatementVersion, *, page: ArticlePage, request: HttpRequest) -> dict[str, Any]:
    """Return the context of a version's text. What it refers to is shown as far as it is public."""
    old = statement_of(row, page=page)
    found = references_in(old)
    objects: dict[type[Model], Mapping[int, Model | None]] = {}
    pictures = {*found.images, old.lead_image_id} - {None}
    with may_be_left_out("pictures", page=page.pk):
        shown = used_publicly(NewsroomImage.objects.filter(pk__in=pictures))
        load_sizes(shown.values_list("pk", flat=True), request=request)
    leave_out(pictures, request=request)  # what no public page shows any more is private
    with may_be_left_out("pictures and documents", page=page.pk):
        objects |= body_objects(found)
        objects[ArticlePage] = nearby.public_rows(found.statements)
    return {
        "old": old,
        "body_objects": objects,
        "corrections": shown_corrections(
            page, [stored for stored in page.corrections if stored["version"] == row.number]
        ),
    }


def statement_of(row: StatementVersion, *, page: ArticlePage) -> ArticlePage:
    """Return an unsaved copy of the statement with the text of a version."""
    old = copy.copy(page)
    stored = row.content
    for name in CONTENT_FIELDS:
        setattr(old, name, stored[name])
    old.date = parse_date(stored["date"]) or page.date
    # The picture may have been deleted since.
    old.lead_image = NewsroomImage.objects.filter(pk=stored["lead_image_id"] or 0).first()
    block = ArticlePage._meta.get_field("body").stream_block
    old.body = block.to_python(stored["body"])
    return old


def _number_on(page: ArticlePage, *, day: str) -> int:
    """Return the number of the last version that was public on a day; raises `Http404`."""
    try:
        date = datetime.date.fromisoformat(day)
    except ValueError as error:
        raise Http404 from error
    begin = timezone.make_aware(datetime.datetime.combine(date, datetime.time()))
    end = begin + datetime.timedelta(days=1)
    since = public_since(page)
    if since is not None and since < end:
        return page.earlier_versions + 1
    rows = StatementVersion.objects.filter(page=page, public_until__gte=begin)
    for row in rows.order_by("-number").defer("content"):
        if row.public_from is None or row.public_from < end:
            return row.number
    raise Http404


def _statement(
    request: HttpRequest, citation: str, *, language: str
) -> tuple[ArticlePage | None, list[ArticlePage]]:
    """Return the public statement in the language, None without one, and those in others."""
    pages = _public_statements(request, citation)
    own = [page for page in pages if language_of(page) == language]
    return next(iter(own), None), [page for page in pages if language_of(page) != language]


def _withdrawn(
    request: HttpRequest, citation: str, *, language: str = "", version: str = ""
) -> HttpResponse:
    """Return what a withdrawn statement answers; raises `Http404` for another, and no version."""
    key, site = decode_citation(citation), Site.find_for_request(request)
    withdrawal = (
        withdrawal_of_key(key, site=site, language=language or None) if key and site else None
    )
    if withdrawal is None or (version and not _was_version(version, page_id=withdrawal.page_id)):
        raise Http404
    shown_in = language or translation.get_language_from_request(request)
    with translation.override(shown_in):
        response = withdrawn_response(request, withdrawal)
    response["Content-Language"] = shown_in
    if not language:
        response["Cache-Control"] = "private, max-age=60"
    return response


def _was_version(version: str, *, page_id: int) -> bool:
    """Return whether a withdrawn statement had a version. Of a deleted one, that is not known."""
    if _DAY.fullmatch(version):
        return True
    number = int(version) if version.isdecimal() else 0
    if version != str(number) or not number:
        return False
    statement = ArticlePage.objects.filter(pk=page_id).defer_streamfields().first()
    return statement is None or number <= statement.earlier_versions


def _public_statements(request: HttpRequest, citation: str) -> list[ArticlePage]:
    site = Site.find_for_request(request)
    return [
        page
        for page in statements_for_citation(citation)
        if site is not None and (page.get_url_parts(request) or ())[:1] == (site.pk,)
    ]


def _redirect(url: str) -> HttpResponse:
    if not url:
        raise Http404
    response = HttpResponseRedirect(url)
    response["Cache-Control"] = "private, max-age=60"
    return response


def _answer(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    page: ArticlePage,
    status: int = 200,
) -> HttpResponse:
    """Return the page in the language of the statement."""
    language = language_of(page)
    context["canonical_url"] = page.get_full_url(request) or ""
    with translation.override(language):
        response = render(request, template, context, status=status)
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    return response
