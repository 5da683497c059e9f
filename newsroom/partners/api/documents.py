"""Documents of statements as the API returns them.

`statement_documents` renders any number of public statements with at most three queries: for files,
for linked pages and for terms.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from newsroom.addresses.citations import citation_path, version_path
from newsroom.blocks.figure import exits as figure
from newsroom.models import ArticlePage, ArticleTopic
from newsroom.models.corrections import note_in
from newsroom.partners.api import bodies
from newsroom.partners.api.body_html import render_html
from newsroom.partners.api.references import (
    LinkedPage,
    LoadedReferences,
    ReferenceIds,
    collect_references,
    load_references,
)
from newsroom.partners.api.rows import StatementRow, raw_blocks, stored_corrections
from newsroom.partners.api.schemas import ALWAYS, FIELDS
from newsroom.partners.api.sites import PublicSite, SiteDirectory, TermKind, site_directory
from newsroom.translation.locales import language_of
from newsroom.translation.public_pairs import language_states

API_PATH = "/api/v1"
Statement = ArticlePage | StatementRow
TermIds = dict[tuple[TermKind, int], list[int]]  # by kind and page id
TERM_FIELDS = {"categories", "topics"}
TERMS_OF = (
    "SELECT 'category', articlepage_id, category_id, id "  # noqa: S608  (constants)
    f"FROM {ArticlePage.categories.through._meta.db_table} WHERE articlepage_id IN ({{0}}) "
    "UNION ALL SELECT 'topic', page_id, topic_id, sort_order "
    f"FROM {ArticleTopic._meta.db_table} WHERE page_id IN ({{0}})"
)


@dataclass(frozen=True, kw_only=True)
class RenderContext:
    """The fields, sites, references and terms that the statements of one response need."""

    fields: frozenset[str]
    directory: SiteDirectory
    loaded: LoadedReferences
    terms: TermIds

    @cached_property
    def body_contexts(self) -> dict[int, bodies.BodyContext]:
        """Return the context in which a body is rendered, by the id of its site."""
        return {
            site.id: bodies.BodyContext.for_site(self.loaded, root_url=site.root_url)
            for site in self.directory.sites
        }


def statement_document(
    page: Statement, request: HttpRequest, *, fields: Iterable[str] = FIELDS
) -> dict[str, object]:
    """Return the document of one public statement."""
    return statement_documents([page], request, fields=fields)[0]


def draft_document(draft: ArticlePage, request: HttpRequest) -> dict[str, object] | None:
    """Return the document of an unsaved draft with its own terms; None outside every site."""
    terms: TermIds = {
        ("category", draft.pk): [row.pk for row in draft.categories.all()],
        ("topic", draft.pk): [
            row.topic_id
            for row in draft.article_topics.all()  # type: ignore[attr-defined]  # typed as a list
        ],
    }
    return next(iter(statement_documents([draft], request, terms=terms)), None)


def statement_documents(
    pages: Sequence[Statement],
    request: HttpRequest,
    *,
    fields: Iterable[str] = FIELDS,
    terms: TermIds | None = None,
) -> list[dict[str, object]]:
    """Return the documents of public statements, in the given order.

    `terms` are read from the database if they are not given.
    """
    wanted_fields = frozenset(fields) | set(ALWAYS)
    references = ReferenceIds()
    for page in pages:
        if "body" in wanted_fields:
            collect_references(raw_blocks(page), references=references)
        collect_outside_body(page, fields=wanted_fields, references=references)
    context = render_context(
        pages, request, fields=wanted_fields, references=references, terms=terms
    )
    return [document for page in pages if (document := render_statement(page, context=context))]


def collect_outside_body(
    page: Statement, *, fields: frozenset[str], references: ReferenceIds
) -> None:
    """Add the references of a statement that are outside its body."""
    if fields & {"image", "body"}:
        references.images.add(page.lead_image_id or 0)
    if fields & {"translations", "language_states"}:
        references.translation_keys.add(page.translation_key)


def render_context(
    pages: Sequence[Statement],
    request: HttpRequest,
    *,
    fields: frozenset[str],
    references: ReferenceIds,
    terms: TermIds | None = None,
) -> RenderContext:
    """Return the context of these statements. Three queries at most."""
    directory = site_directory(request)
    # Every host serves every file, so the first statement's host serves for all.
    root_url = next((site.root_url for page in pages if (site := directory.site_of(page))), "")
    return RenderContext(
        fields=fields,
        directory=directory,
        loaded=load_references(references, directory=directory, root_url=root_url),
        terms=_term_ids(pages) if terms is None and fields & TERM_FIELDS else terms or {},
    )


def render_statement(page: Statement, *, context: RenderContext) -> dict[str, object] | None:
    """Return the document of one statement, None where it belongs to no site. Pure.

    `document_cache.cache_key` must contain every value that this function reads.
    """
    site = context.directory.site_of(page)
    if site is None:
        return None
    path = site.html_path(page)
    document: dict[str, object] = {
        "id": page.pk,
        "type": "statement",
        "site": site.hostname,
        "language": language_of(page),
        "title": page.title,
        "slug": page.slug,
        "summary": page.summary,
        "date": page.date.isoformat(),
        "published_at": _local_iso(page.first_published_at),
        "updated_at": _local_iso(page.last_published_at or page.first_published_at),
        "url": site.root_url + path,
        "html_path": path,
        "api_url": f"{site.root_url}{API_PATH}/statements/{page.pk}/",
        "citation_url": site.root_url + citation_path(page),
        "source_url": page.source_url or None,
    }
    if "corrections" in context.fields:
        document["corrections"] = [
            _correction(row, page=page, site=site) for row in stored_corrections(page)
        ]
    if "categories" in context.fields:
        document["categories"] = term_names(page, "category", site=site, context=context)
    if "topics" in context.fields:
        document["topics"] = term_names(page, "topic", site=site, context=context)
    if "translations" in context.fields:
        document["translations"] = [
            translation_document(row, root_url=site.root_url, kind="statements")
            for row in translations_of(page, context=context)
        ]
    if "language_states" in context.fields:
        document["language_states"] = [
            {
                "language": each.language,
                "state": each.state.value,
                "behind_since": each.behind_since.isoformat() if each.behind_since else None,
            }
            for each in language_states(languages_of(page, site=site, context=context))
        ]
    if "image" in context.fields:
        document["image"] = _lead_image(page, loaded=context.loaded)
    if "body" in context.fields:
        document["body"] = _body(page, site=site, context=context)
    return {name: document[name] for name in FIELDS if name in context.fields}


def translations_of(page: Statement, *, context: RenderContext) -> list[LinkedPage]:
    """Return the public translations of a statement."""
    rows = context.loaded.translations(key=page.translation_key, page_id=page.pk)
    return [row for row in rows if row.is_statement]


def languages_of(page: Statement, *, site: PublicSite, context: RenderContext) -> list[LinkedPage]:
    """Return the public pages of a statement on its site, in all languages."""
    rows = context.loaded.with_key(page.translation_key)
    return [row for row in rows if row.is_statement and row.site_id == site.id]


def translation_document(row: LinkedPage, *, root_url: str, kind: str) -> dict[str, object]:
    """Return the document that points to a translation; `kind` is its folder in the API."""
    return {
        "language": row.language,
        "id": row.id,
        "url": row.url,
        "api_url": f"{root_url}{API_PATH}/{kind}/{row.id}/",
    }


def _correction(
    stored: Mapping[str, Any], *, page: Statement, site: PublicSite
) -> dict[str, object]:
    """Return the document of a correction with its note in the language of the statement."""
    note, language = note_in(stored["notes"], language_of(page))
    return {
        "at": _local_iso(datetime.datetime.fromisoformat(stored["at"])),
        "note": note,
        "note_language": language,
        "before_url": site.root_url + version_path(page, stored["version"]),
    }


def _body(page: Statement, *, site: PublicSite, context: RenderContext) -> dict[str, object]:
    body_context = context.body_contexts[site.id]
    block_documents = bodies.render_blocks(raw_blocks(page), context=body_context)
    html = render_html(block_documents, language=language_of(page))
    lead = _lead_image(page, loaded=context.loaded)
    return {"blocks": block_documents, "html": f"{figure.api_html(lead)}\n{html}" if lead else html}


def _lead_image(page: Statement, *, loaded: LoadedReferences) -> dict[str, object] | None:
    picture = loaded.images.get(page.lead_image_id or 0)
    if picture is None:
        return None
    return {
        **picture,
        "alt": "" if page.lead_image_decorative else page.lead_image_alt,
        "decorative": page.lead_image_decorative,
        "caption": page.lead_image_caption,
        "credit": page.lead_image_credit or picture["credit"],
    }


def term_names(
    page: Statement, kind: TermKind, *, site: PublicSite, context: RenderContext
) -> list[dict[str, object]]:
    """Return the documents of a statement's categories or topics, in their order."""
    terms = site.terms_by_id(kind)
    own = [terms[pk] for pk in context.terms.get((kind, page.pk), []) if pk in terms]
    if kind == "category":
        own.sort(key=lambda term: (term.order, term.name))
    return [
        {
            "id": term.pk,
            "slug": term.slug,
            "name": term.name,
            "url": site.root_url + site.term_path(term),
        }
        for term in own
    ]


def _term_ids(pages: Sequence[Statement]) -> TermIds:
    """Return the ids of each statement's categories and topics. One query for both."""
    page_ids = [page.pk for page in pages]
    if not page_ids:
        return {}
    # Plain SQL: 0.4 ms for 20 statements against 2.7 ms through the ORM (PostgreSQL: 1.9 against
    # 4.8 ms), measured with 1,200 statements.
    with connection.cursor() as cursor:
        cursor.execute(TERMS_OF.format(", ".join(["%s"] * len(page_ids))), [*page_ids, *page_ids])
        rows = cursor.fetchall()
    term_ids: TermIds = {}
    for kind, page_id, term_id, _order in sorted(rows, key=lambda row: row[3] or 0):
        term_ids.setdefault((kind, page_id), []).append(term_id)
    return term_ids


def _local_iso(value: datetime.datetime | None) -> str | None:
    return timezone.localtime(value).isoformat() if value else None
