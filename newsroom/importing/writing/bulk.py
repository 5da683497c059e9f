"""Bulk creation of statements below a news index.

Adding a page through Wagtail costs about 160 queries. This module inserts the rows of each batch
directly: pages with computed tree paths, first revisions, log entries, references and search
entries, the same that Wagtail would write. A statement whose words are in the other language is
written as a draft, because the gate (`newsroom.publishing.gate`) refuses to publish it. Neither
`post_save` nor `page_published` is sent; receivers listen to
`newsroom.publishing.signals.statements_created`.
"""

import datetime
import itertools
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils import timezone
from modelcluster.models import get_all_child_relations
from modelsearch.backends import get_search_backends
from treebeard.exceptions import PathOverflow
from wagtail.blocks import StreamValue
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from newsroom.importing.writing.slugs import slug_for, unique_slugs
from newsroom.models import ArticlePage, ArticleTopic, Category, NewsIndexPage
from newsroom.publishing.gate import is_consented_in_code
from newsroom.publishing.signals import statements_created
from newsroom.translation.written_language import language_of_content, record_written_language


@dataclass(frozen=True, kw_only=True)
class StatementRow:
    """A statement to be created. `body` holds raw blocks: {"type", "value", "id"}.

    `categories` and `topics` are primary keys of rows in the language of the index. An empty `slug`
    is derived from the title; a slug in use gets a number. An empty `first_published_at` is now.
    """

    title: str
    date: datetime.date
    body: Sequence[Mapping[str, object]]
    slug: str = ""
    summary: str = ""
    categories: Sequence[int] = ()
    topics: Sequence[int] = ()
    lead_image_id: int | None = None
    lead_image_alt: str = ""
    lead_image_decorative: bool = False
    lead_image_caption: str = ""
    lead_image_credit: str = ""
    live: bool = True
    first_published_at: datetime.datetime | None = None
    last_published_at: datetime.datetime | None = None
    go_live_at: datetime.datetime | None = None
    expire_at: datetime.datetime | None = None
    translation_key: uuid.UUID = field(default_factory=uuid.uuid4)
    source_url: str = ""
    source_captured_at: datetime.datetime | None = None
    owner_id: int | None = None


def create_statements(
    index: NewsIndexPage, rows: Iterable[StatementRow], *, batch_size: int = 500
) -> list[int]:
    """Create `rows` below `index`, in their order, and return the ids of the new pages.

    Rows in the other language become drafts, except within `consent_to_publication`.

    Each batch is a transaction that locks the index, so that concurrent additions wait instead of
    taking the same tree path. Raises `ValidationError` for a row that cannot be stored, before its
    batch is written; earlier batches remain.
    """
    ids: list[int] = []
    rows = iter(rows)
    while batch := list(itertools.islice(rows, batch_size)):
        with transaction.atomic():
            pages = _write_batch(index, batch)
            batch_ids = [page.pk for page in pages]
            statements_created.send(sender=ArticlePage, page_ids=batch_ids)
        ids.extend(batch_ids)
    index.refresh_from_db(fields=["numchild"])
    if len(ids) >= batch_size:
        _refresh_statistics()
    return ids


def _refresh_statistics() -> None:
    """Update PostgreSQL's statistics of the tables that were filled.

    Until autovacuum does so, queries are planned for the former number of rows, and a list takes
    minutes.
    """
    if connection.vendor != "postgresql":
        return
    through = ArticlePage.categories.through
    tables = [model._meta.db_table for model in (Page, ArticlePage, ArticleTopic, through)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE " + ", ".join(connection.ops.quote_name(name) for name in tables))


def _write_batch(index: NewsIndexPage, batch: list[StatementRow]) -> list[ArticlePage]:
    now = timezone.now()
    parent = Page.objects.select_for_update().get(pk=index.pk)
    slugs = unique_slugs(parent, [row.slug or slug_for(row.title) for row in batch])
    paths = _free_paths(parent, count=len(batch))
    pages = [
        _page(row, parent=parent, slug=slug, path=path, now=now)
        for row, slug, path in zip(batch, slugs, paths, strict=True)
    ]
    languages = [_hold_back(page, row) for page, row in zip(pages, batch, strict=True)]
    _insert_pages(pages)
    for page, language in zip(pages, languages, strict=True):
        if language:
            record_written_language(page, language)
    Page.objects.filter(pk=parent.pk).update(numchild=F("numchild") + len(pages))
    _insert_terms(pages, batch)
    _insert_revisions(pages, now=now)
    _insert_references(pages)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ArticlePage, pages)
    return pages


def _free_paths(parent: Page, *, count: int) -> list[str]:
    """Return the next `count` tree paths below the locked `parent`."""
    last = (
        Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
        .order_by("-path")
        .values_list("path", flat=True)
        .first()
    )
    start = Page._str2int(last[-Page.steplen :]) if last else 0
    if start + count >= len(Page.alphabet) ** Page.steplen:
        raise PathOverflow("No more pages fit beneath this one.")
    return [
        Page._get_path(parent.path, parent.depth + 1, start + step) for step in range(1, count + 1)
    ]


def _page(
    row: StatementRow, *, parent: Page, slug: str, path: str, now: datetime.datetime
) -> ArticlePage:
    """Return the unsaved page of a row; raises `ValidationError` where it cannot be stored."""
    first = row.first_published_at or (now if row.live else None)
    page = ArticlePage(
        title=row.title,
        draft_title=row.title,
        slug=slug,
        path=path,
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}{slug}/",
        content_type=ContentType.objects.get_for_model(ArticlePage),
        locale_id=parent.locale_id,
        translation_key=row.translation_key,
        owner_id=row.owner_id,
        live=row.live,
        has_unpublished_changes=not row.live,
        first_published_at=first,
        last_published_at=(row.last_published_at or first) if row.live else None,
        latest_revision_created_at=now,
        go_live_at=row.go_live_at,
        expire_at=row.expire_at,
        date=row.date,
        summary=row.summary,
        lead_image_id=row.lead_image_id,
        lead_image_alt=row.lead_image_alt,
        lead_image_decorative=row.lead_image_decorative,
        lead_image_caption=row.lead_image_caption,
        lead_image_credit=row.lead_image_credit,
        source_url=row.source_url,
        source_captured_at=row.source_captured_at,
        body=StreamValue(
            ArticlePage.body.field.stream_block,
            [{**block, "id": block.get("id") or str(uuid.uuid4())} for block in row.body],
            is_lazy=True,
        ),
    )
    page.clean_fields(exclude=_NOT_VALIDATED)
    return page


def _hold_back(page: ArticlePage, row: StatementRow) -> str:
    """Make a live page in the other language a draft; return that language where it stays live."""
    if not page.live:
        return ""
    content = {"summary": row.summary, "body": row.body}
    language = language_of_content(page, content, compare=False)
    if language and not is_consented_in_code():
        page.live, page.has_unpublished_changes = False, True
        page.first_published_at = page.last_published_at = None
    return language if page.live else ""


# Set by this module, or (foreign keys, body) too expensive to validate one by one.
_NOT_VALIDATED = frozenset(
    {
        "path",
        "depth",
        "numchild",
        "content_type",
        "locale",
        "owner",
        "lead_image",
        "body",
        "page_ptr",
        "categories",
    }
)


def _insert_pages(pages: list[ArticlePage]) -> None:
    """Insert the two rows of each page: in Wagtail's table and in that of statements."""
    names = [each.attname for each in Page._meta.concrete_fields if not each.primary_key]
    bases = [Page(**{name: getattr(page, name) for name in names}) for page in pages]
    Page.objects.bulk_create(bases)
    for page, base in zip(pages, bases, strict=True):
        page.pk = page.id = base.pk
        page._state.adding = False
        page._state.db = base._state.db
    # `bulk_create` rejects multi-table models; this is the part of it that inserts.
    queryset = ArticlePage._base_manager.all()
    queryset._for_write = True
    queryset._batched_insert(pages, ArticlePage._meta.local_concrete_fields, batch_size=None)


def _insert_terms(pages: list[ArticlePage], batch: list[StatementRow]) -> None:
    through = ArticlePage.categories.through
    through.objects.bulk_create(
        through(articlepage_id=page.pk, category_id=pk)
        for page, row in zip(pages, batch, strict=True)
        for pk in dict.fromkeys(row.categories)
    )
    topics = {
        page.pk: [
            ArticleTopic(page_id=page.pk, topic_id=pk, sort_order=order, date=page.date)
            for order, pk in enumerate(dict.fromkeys(row.topics))
        ]
        for page, row in zip(pages, batch, strict=True)
    }
    ArticleTopic.objects.bulk_create(itertools.chain.from_iterable(topics.values()))
    # Set in memory, so that the later steps do not query them page by page.
    names = [relation.get_accessor_name() for relation in get_all_child_relations(ArticlePage)]
    for page, row in zip(pages, batch, strict=True):
        for name in names:
            setattr(page, name, [])
        page.article_topics = topics[page.pk]
        page.categories = [Category(pk=pk) for pk in dict.fromkeys(row.categories)]


def _insert_revisions(pages: list[ArticlePage], *, now: datetime.datetime) -> None:
    """Create the first revision of each page and the log entries of its history."""
    content_type = ContentType.objects.get_for_model(ArticlePage)
    base_type = ContentType.objects.get_for_model(Page)
    revisions = [
        Revision(
            content_type=content_type,
            base_content_type=base_type,
            object_id=str(page.pk),
            created_at=now,
            object_str=str(page),
            content=page.serializable_data(),
        )
        for page in pages
    ]
    Revision.objects.bulk_create(revisions)
    revision_of_page = Revision.objects.filter(
        base_content_type=base_type, object_id=Cast(OuterRef("pk"), CharField())
    )
    new = Page.objects.filter(pk__in=[page.pk for page in pages])
    new.update(latest_revision_id=Subquery(revision_of_page.values("pk")[:1]))
    new.filter(live=True).update(live_revision_id=F("latest_revision_id"))
    entries = []
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision = revision
        page.live_revision = revision if page.live else None
        action_group = uuid.uuid4()
        for action in ("wagtail.create", *(["wagtail.publish"] if page.live else [])):
            entries.append(
                PageLogEntry(
                    content_type=content_type,
                    page_id=page.pk,
                    label=page.title,
                    action=action,
                    timestamp=now,
                    revision=revision,
                    content_changed=True,
                    uuid=action_group,
                )
            )
    PageLogEntry.objects.bulk_create(entries)


def _insert_references(pages: list[ArticlePage]) -> None:
    """Record which pictures, pages and terms the new pages use, as Wagtail does on save."""
    content_type = ContentType.objects.get_for_model(ArticlePage)
    base_type = ContentType.objects.get_for_model(Page)
    ReferenceIndex.objects.bulk_create(
        ReferenceIndex(
            content_type=content_type,
            base_content_type=base_type,
            object_id=str(page.pk),
            to_content_type_id=to_type,
            to_object_id=to_id,
            model_path=model_path,
            content_path=content_path,
            content_path_hash=ReferenceIndex._get_content_path_hash(content_path),
        )
        for page in pages
        for to_type, to_id, model_path, content_path in sorted(
            set(ReferenceIndex._extract_references_from_object(page)), key=str
        )
    )
