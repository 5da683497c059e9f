"""Writing of items as statements: creation, and revisions of changed sources.

A batch is one transaction. An editor's work is never overwritten: a changed source becomes a draft
revision, and an editor's unpublished draft remains the latest revision.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, Site

from newsroom.importing.items import Item, Note
from newsroom.importing.writing.bodies import raw_body
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.importing.writing.picture_files import PictureImporter
from newsroom.importing.writing.term_matching import TermMatcher
from newsroom.models import (
    ArticlePage,
    ArticleTopic,
    Category,
    ImportedStatement,
    NewsIndexPage,
    Topic,
)

MAX_IDENTITY = 500


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The result for an item: "new", "changed", "unchanged", "deleted" here, or "failed".

    `created_terms` notes new categories and topics, `conflicts` edits that were preserved.
    """

    item: Item
    status: str
    page_id: int | None = None
    created_terms: Sequence[Note] = ()
    conflicts: Sequence[Note] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class _Classified:
    """An item with the primary keys of its categories and topics."""

    item: Item
    categories: tuple[int, ...]
    topics: tuple[int, ...]
    created_terms: tuple[Note, ...]


class StatementWriter:
    """Writes items into one site; without `apply` it only determines what it would write.

    `publish` publishes what was public, `restore_deleted` imports again what was deleted here.
    """

    def __init__(
        self, site: Site, *, apply: bool, publish: bool, restore_deleted: bool = False
    ) -> None:
        self.site = site
        self.apply = apply
        self.publish = publish
        self.restore_deleted = restore_deleted
        self.indexes = news_indexes(site)
        self.categories = TermMatcher(Category, site, apply=apply)
        self.topics = TermMatcher(Topic, site, apply=apply)
        self.pictures = PictureImporter(site)

    def write(self, items: Sequence[Item]) -> list[Outcome]:
        """Write a batch in one transaction; if that fails, write its items one by one."""
        try:
            with transaction.atomic():
                return self._write(items)
        except (DatabaseError, ValidationError, OSError) as error:
            if len(items) == 1:
                return [Outcome(item=items[0], status="failed", reason=_sentence(error))]
        # The terms that the batch created were rolled back, so the matchers read them again.
        outcomes: list[Outcome] = []
        for item in items:
            self.categories = TermMatcher(Category, self.site, apply=self.apply)
            self.topics = TermMatcher(Topic, self.site, apply=self.apply)
            outcomes.extend(self.write([item]))
        return outcomes

    def _write(self, items: Sequence[Item]) -> list[Outcome]:
        records = self._records(items)
        outcomes: dict[int, Outcome] = {}
        new: list[tuple[int, _Classified]] = []
        for position, item in enumerate(items):
            record = records.get((item.language, stored_identity(item)))
            if item.language not in self.indexes:
                outcomes[position] = Outcome(
                    item=item,
                    status="failed",
                    reason=_("The site has no news index in the language “%(language)s”.")
                    % {"language": item.language},
                )
            elif record is not None and record.page_id is None and not self.restore_deleted:
                outcomes[position] = Outcome(item=item, status="deleted")
            elif record is None or record.page_id is None:
                new.append((position, self._classify(item)))
            elif record.content_hash == item.content_hash:
                outcomes[position] = Outcome(item=item, status="unchanged", page_id=record.page_id)
            else:
                outcomes[position] = self._change(record, self._classify(item))
        outcomes.update(self._create(new))
        return [outcomes[position] for position in range(len(items))]

    def _records(self, items: Sequence[Item]) -> dict[tuple[str, str], ImportedStatement]:
        records = ImportedStatement.objects.filter(
            site=self.site, identity__in={stored_identity(item) for item in items}
        )
        return {(record.language, record.identity): record for record in records}

    def _classify(self, item: Item) -> _Classified:
        categories = self.categories.match(item.categories, language=item.language)
        topics = self.topics.match(item.topics, language=item.language)
        return _Classified(
            item=item,
            categories=categories.ids,
            topics=topics.ids,
            created_terms=(*categories.notes, *topics.notes),
        )

    def _create(self, new: Sequence[tuple[int, _Classified]]) -> dict[int, Outcome]:
        if not self.apply:
            return {
                position: Outcome(
                    item=classified.item, status="new", created_terms=classified.created_terms
                )
                for position, classified in new
            }
        outcomes: dict[int, Outcome] = {}
        for language, index in self.indexes.items():
            pairs = [pair for pair in new if pair[1].item.language == language]
            if not pairs:
                continue
            ids = create_statements(
                index, [self._row(classified) for _position, classified in pairs]
            )
            rows = Page.objects.filter(pk__in=ids).values_list("pk", "latest_revision_id", "live")
            revisions = {pk: revision_id for pk, revision_id, _live in rows}
            drafts = {pk for pk, _revision_id, live in rows if not live}
            self._record_imports(
                [classified.item for _position, classified in pairs], ids, revisions
            )
            for (position, classified), pk in zip(pairs, ids, strict=True):
                outcomes[position] = Outcome(
                    item=classified.item,
                    status="new",
                    page_id=pk,
                    created_terms=classified.created_terms,
                    conflicts=self._held_back(classified.item) if pk in drafts else (),
                )
        return outcomes

    def _held_back(self, item: Item) -> tuple[Note, ...]:
        """Return the note of an item that was to be public and became a draft."""
        if not (self.publish and item.was_public):
            return ()
        message = _("Most of its words are in the other language; it is a draft")
        return (Note(code="other_language", message=message),)

    def _record_imports(
        self, items: Sequence[Item], ids: Sequence[int], revisions: dict[int, int]
    ) -> None:
        ImportedStatement.objects.bulk_create(
            [
                ImportedStatement(
                    page_id=pk,
                    revision_id=revisions[pk],
                    site=self.site,
                    language=item.language,
                    identity=stored_identity(item),
                    content_hash=item.content_hash,
                    original_url=item.url,
                    captured_at=item.captured_at,
                    imported_at=timezone.now(),
                )
                for item, pk in zip(items, ids, strict=True)
            ],
            update_conflicts=True,
            unique_fields=["site", "language", "identity"],
            update_fields=[
                "page",
                "revision",
                "content_hash",
                "original_url",
                "captured_at",
                "imported_at",
            ],
        )

    def _row(self, classified: _Classified) -> StatementRow:
        item = classified.item
        live = self.publish and item.was_public
        picture = item.lead_picture
        lead_id = self.pictures.image_id(picture) if picture else None
        now = timezone.now()
        first = item.first_published_at
        return StatementRow(
            title=item.title,
            date=item.date,
            body=self._body(item),
            summary=item.summary,
            categories=classified.categories,
            topics=classified.topics,
            lead_image_id=lead_id,
            lead_image_alt=(picture.alt or "")[:255] if picture else "",
            lead_image_decorative=picture is not None and picture.alt == "",
            lead_image_caption=picture.caption if picture else "",
            live=live,
            first_published_at=min(first, now) if live and first else None,
            last_published_at=now if live else None,
            source_url=item.url,
            source_captured_at=item.captured_at,
        )

    def _body(self, item: Item) -> list[dict[str, object]]:
        return raw_body(
            item.blocks, identity=stored_identity(item), image_id=self.pictures.image_id
        )

    def _change(self, record: ImportedStatement, classified: _Classified) -> Outcome:
        """Save the changed source as a draft revision of its page."""
        item = classified.item
        page = ArticlePage.objects.get(pk=record.page_id)
        edited = page.latest_revision_id != record.revision_id
        conflicts: list[Note] = []
        if edited:
            conflicts.append(
                Note(
                    code="edited_here",
                    message=_("It was edited here; the edit stays, the source is a draft revision"),
                )
            )
        if self.apply:
            draft = page.latest_revision if edited and page.has_unpublished_changes else None
            record.revision = self._revise(page, classified)
            if draft is not None:
                draft.as_object().save_revision(
                    clean=False, log_action=True, previous_revision=draft
                )
            record.content_hash = item.content_hash
            record.original_url = item.url
            record.captured_at = item.captured_at
            record.save()
        return Outcome(
            item=item,
            status="changed",
            page_id=page.pk,
            created_terms=classified.created_terms,
            conflicts=tuple(conflicts),
        )

    def _revise(self, page: ArticlePage, classified: _Classified) -> Revision:
        item, row = classified.item, self._row(classified)
        draft = page.get_latest_revision_as_object()
        draft.title = row.title
        draft.date = row.date
        draft.summary = row.summary or draft.summary
        draft.body = ArticlePage.body.field.stream_block.to_python(list(row.body))
        draft.categories = Category.objects.filter(pk__in=row.categories)
        draft.article_topics = [
            ArticleTopic(topic_id=pk, sort_order=order) for order, pk in enumerate(row.topics)
        ]
        if row.lead_image_id:
            draft.lead_image_id = row.lead_image_id
            draft.lead_image_alt = row.lead_image_alt
            draft.lead_image_decorative = row.lead_image_decorative
        draft.source_url = item.url or draft.source_url
        draft.source_captured_at = item.captured_at or draft.source_captured_at
        return draft.save_revision(clean=False, log_action=True)


def news_indexes(site: Site) -> dict[str, NewsIndexPage]:
    """Return the news indexes of the site by language code."""
    homes = Page.objects.filter(translation_key=site.root_page.translation_key)
    indexes: dict[str, NewsIndexPage] = {}
    for home in homes.select_related("locale"):
        index = NewsIndexPage.objects.child_of(home).filter(locale=home.locale).first()
        if index:
            indexes[home.locale.language_code] = index
    return indexes


def stored_identity(item: Item) -> str:
    """Return the identity as stored: without fragment, hashed where longer than its column."""
    identity = item.identity.partition("#")[0] if item.identity == item.url else item.identity
    if len(identity) > MAX_IDENTITY:
        return f"sha256:{hashlib.sha256(identity.encode()).hexdigest()}"
    return identity.replace("\x00", "")


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(error.messages)
    return _("It could not be written: %(error)s") % {"error": str(error)[:200]}
