"""What is new, what has changed, and how is it written?

A batch is one transaction. What an editor wrote is never overwritten: a changed source becomes a
draft revision, and an editor's own unpublished draft stays on top of it.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, Revision, Site

from newsroom.importing.items import Item, Note
from newsroom.importing.matching import TermMatcher
from newsroom.importing.redirects import OldAddress, Proof, make_redirects, prove
from newsroom.importing.writing.bodies import raw_body
from newsroom.importing.writing.bulk import StatementRow, create_statements
from newsroom.importing.writing.pictures import PictureStore
from newsroom.models import ArticlePage, Category, ImportedStatement, NewsIndexPage, Topic

IDENTITY_LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of an item: "new", "changed", "unchanged", "deleted" here, or "failed"."""

    item: Item
    status: str
    page_id: int | None = None
    made: Sequence[Note] = ()
    kept: Sequence[Note] = ()
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class _Filed:
    """An item with the terms that it will be filed under."""

    item: Item
    categories: tuple[int, ...]
    topics: tuple[int, ...]
    made: tuple[Note, ...]


class Writer:
    """Writes items into one site, or in a dry run says what it would write."""

    def __init__(self, site: Site, *, apply: bool, publish: bool, again: bool = False) -> None:
        self.site = site
        self.apply = apply
        self.publish = publish
        self.again = again
        self.indexes = indexes_of(site)
        self.categories = TermMatcher(Category, site, apply=apply)
        self.topics = TermMatcher(Topic, site, apply=apply)
        self.pictures = PictureStore(site)

    def write(self, items: Sequence[Item]) -> list[Outcome]:
        """Write a batch whole; where the database refuses it, item by item."""
        try:
            with transaction.atomic():
                return self._write(items)
        except (DatabaseError, ValidationError, OSError) as error:
            if len(items) == 1:
                return [Outcome(item=items[0], status="failed", reason=_sentence(error))]
        # What was made in the batch that was taken back is not there any more.
        outcomes: list[Outcome] = []
        for item in items:
            self.categories = TermMatcher(Category, self.site, apply=self.apply)
            self.topics = TermMatcher(Topic, self.site, apply=self.apply)
            outcomes.extend(self.write([item]))
        return outcomes

    def redirect(self, outcomes: Iterable[Outcome]) -> list[Proof]:
        """Make redirects from the old addresses of new statements and request each one."""
        addresses = [
            OldAddress(page_id=outcome.page_id, url=outcome.item.url)
            for outcome in outcomes
            if outcome.page_id and outcome.item.url and outcome.status == "new"
        ]
        if not addresses:
            return []
        with transaction.atomic():
            make_redirects(self.site, addresses)
        return prove(self.site, addresses)

    def _write(self, items: Sequence[Item]) -> list[Outcome]:
        records = self._records(items)
        outcomes: dict[int, Outcome] = {}
        new: list[tuple[int, _Filed]] = []
        for position, item in enumerate(items):
            record = records.get((item.language, identity_of(item)))
            if item.language not in self.indexes:
                outcomes[position] = Outcome(
                    item=item,
                    status="failed",
                    reason=_("The site has no news index in the language “%(language)s”.")
                    % {"language": item.language},
                )
            elif record is not None and record.page_id is None and not self.again:
                outcomes[position] = Outcome(item=item, status="deleted")
            elif record is None or record.page_id is None:
                new.append((position, self._filed(item)))
            elif record.content_hash == item.content_hash:
                outcomes[position] = Outcome(item=item, status="unchanged", page_id=record.page_id)
            else:
                outcomes[position] = self._change(record, self._filed(item))
        outcomes.update(self._create(new))
        return [outcomes[position] for position in range(len(items))]

    def _records(self, items: Sequence[Item]) -> dict[tuple[str, str], ImportedStatement]:
        records = ImportedStatement.objects.filter(
            site=self.site, identity__in={identity_of(item) for item in items}
        )
        return {(record.language, record.identity): record for record in records}

    def _filed(self, item: Item) -> _Filed:
        categories = self.categories.match(item.categories, language=item.language)
        topics = self.topics.match(item.topics, language=item.language)
        return _Filed(
            item=item,
            categories=categories.ids,
            topics=topics.ids,
            made=(*categories.notes, *topics.notes),
        )

    def _create(self, new: Sequence[tuple[int, _Filed]]) -> dict[int, Outcome]:
        if not self.apply:
            return {
                position: Outcome(item=filed.item, status="new", made=filed.made)
                for position, filed in new
            }
        outcomes: dict[int, Outcome] = {}
        for language, index in self.indexes.items():
            mine = [pair for pair in new if pair[1].item.language == language]
            if not mine:
                continue
            ids = create_statements(index, [self._row(filed) for _position, filed in mine])
            revisions = dict(
                Page.objects.filter(pk__in=ids).values_list("pk", "latest_revision_id")
            )
            self._remember([filed.item for _position, filed in mine], ids, revisions)
            for (position, filed), pk in zip(mine, ids, strict=True):
                outcomes[position] = Outcome(
                    item=filed.item, status="new", page_id=pk, made=filed.made
                )
        return outcomes

    def _remember(
        self, items: Sequence[Item], ids: Sequence[int], revisions: dict[int, int]
    ) -> None:
        ImportedStatement.objects.bulk_create(
            [
                ImportedStatement(
                    page_id=pk,
                    revision_id=revisions[pk],
                    site=self.site,
                    language=item.language,
                    identity=identity_of(item),
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

    def _row(self, filed: _Filed) -> StatementRow:
        item = filed.item
        live = self.publish and item.was_public
        lead = self.pictures.take_in(item.lead) if item.lead else None
        now = timezone.now()
        first = item.first_published_at
        return StatementRow(
            title=item.title,
            date=item.date,
            body=self._body(item),
            summary=item.summary,
            categories=filed.categories,
            topics=filed.topics,
            lead_image_id=lead,
            lead_image_alt=(item.lead.alt or "")[:255] if item.lead else "",
            lead_image_decorative=bool(item.lead) and item.lead.alt == "",
            lead_image_caption=item.lead.caption if item.lead else "",
            live=live,
            first_published_at=min(first, now) if live and first else None,
            last_published_at=now if live else None,
            source_url=item.url,
            source_captured_at=item.captured_at,
        )

    def _body(self, item: Item) -> list[dict]:
        return raw_body(item.blocks, identity=identity_of(item), image_id=self.pictures.take_in)

    def _change(self, record: ImportedStatement, filed: _Filed) -> Outcome:
        """Keep the changed source as a draft revision of its page."""
        item = filed.item
        page = ArticlePage.objects.get(pk=record.page_id)
        edited = page.latest_revision_id != record.revision_id
        kept: list[Note] = []
        if edited:
            kept.append(
                Note(
                    code="edited_here",
                    message=_("It was edited here; the edit stays, the source is a draft revision"),
                )
            )
        if self.apply:
            theirs = page.latest_revision if edited and page.has_unpublished_changes else None
            record.revision = self._revise(page, filed)
            if theirs is not None:
                mine = theirs.as_object()
                mine.save_revision(clean=False, log_action=True, previous_revision=theirs)
            record.content_hash = item.content_hash
            record.original_url = item.url
            record.captured_at = item.captured_at
            record.save()
        return Outcome(
            item=item, status="changed", page_id=page.pk, made=filed.made, kept=tuple(kept)
        )

    def _revise(self, page: ArticlePage, filed: _Filed) -> Revision:
        item, row = filed.item, self._row(filed)
        draft = page.get_latest_revision_as_object()
        draft.title = row.title
        draft.date = row.date
        draft.summary = row.summary or draft.summary
        draft.body = ArticlePage.body.field.stream_block.to_python(list(row.body))
        draft.categories = Category.objects.filter(pk__in=row.categories)
        draft.article_topics = [
            ArticlePage.article_topics.rel.related_model(topic_id=pk, sort_order=order)
            for order, pk in enumerate(row.topics)
        ]
        if row.lead_image_id:
            draft.lead_image_id = row.lead_image_id
            draft.lead_image_alt = row.lead_image_alt
            draft.lead_image_decorative = row.lead_image_decorative
        draft.source_url = item.url or draft.source_url
        draft.source_captured_at = item.captured_at or draft.source_captured_at
        return draft.save_revision(clean=False, log_action=True)


def indexes_of(site: Site) -> dict[str, NewsIndexPage]:
    """Return the site's news index for each language that has one."""
    homes = Page.objects.filter(translation_key=site.root_page.translation_key)
    indexes: dict[str, NewsIndexPage] = {}
    for home in homes.select_related("locale"):
        index = NewsIndexPage.objects.child_of(home).filter(locale=home.locale).first()
        if index:
            indexes[home.locale.language_code] = index
    return indexes


def identity_of(item: Item) -> str:
    """Return the item's identity as it is kept: without a fragment, never longer than a row."""
    identity = item.identity.partition("#")[0] if item.identity == item.url else item.identity
    if len(identity) > IDENTITY_LONGEST:
        return f"sha256:{hashlib.sha256(identity.encode()).hexdigest()}"
    return identity.replace("\x00", "")


def _sentence(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "; ".join(error.messages)
    return _("It could not be written: %(error)s") % {"error": str(error)[:200]}
