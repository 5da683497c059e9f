"""Statements in which words are found, the replacement of chosen places, and its undoing.

Each statement is changed in a transaction of its own, as a new version of its latest draft.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Revision, Site, WorkflowState

from newsroom.editing.replacing.search_term import SearchTerm
from newsroom.editing.replacing.statement_texts import Hit, find, replaced
from newsroom.models import ArticlePage, ReplacedStatement, Replacement
from newsroom.publishing.gate import PublicationRefusedError, log_refusal
from newsroom.translation.texts import set_texts
from newsroom.visibility.tree import at_or_below

MAX_STATEMENTS = 100
CHUNK = 50

CHANGED_MEANWHILE = _("Somebody has changed it meanwhile.")
NOT_YOURS = _("You may not edit this statement.")
IN_REVIEW = _("It waits for approval.")
SCHEDULED = _("It is scheduled.")
LOCKED = _("It is locked.")


@dataclass(frozen=True, kw_only=True)
class FoundStatement:
    """A statement with the places at which the words stand.

    `version` is the id of its latest revision, 0 without one. `obstacle` says why it cannot be
    changed now, "" where it can.
    """

    page: ArticlePage
    version: int
    title: str
    hits: list[Hit]
    obstacle: str | Promise

    @property
    def publishes_at_once(self) -> bool:
        """Return whether its public version is its latest one."""
        return self.page.live and not self.page.has_unpublished_changes


@dataclass(frozen=True, kw_only=True)
class Refused:
    """A statement that was not changed, or not published, and the reason."""

    title: str
    reason: str | Promise


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a replacement or its undoing did: numbers of statements and places, and refusals."""

    statements: int
    places: int
    published: int
    refused: list[Refused]


def found_statements(
    site: Site, term: SearchTerm, *, language: str, user: AbstractBaseUser
) -> tuple[list[FoundStatement], bool]:
    """Return the office's statements in which the words stand, and whether there are more.

    The latest versions are read, newest statement first, `MAX_STATEMENTS` at most. `language` may
    be "" for both.
    """
    pattern = term.pattern()
    found: list[FoundStatement] = []
    pages = _statements_of(site, language=language)
    for page, content in _with_content(term.narrowed(pages)):
        hits = find(content, pattern)
        if not hits:
            continue
        if len(found) == MAX_STATEMENTS:
            return _with_obstacles(found, user=user), True
        found.append(
            FoundStatement(
                page=page,
                version=page.latest_revision_id or 0,
                title=content["title"],
                hits=hits,
                obstacle="",
            )
        )
    return _with_obstacles(found, user=user), False


def replace(
    site: Site,
    term: SearchTerm,
    *,
    by: str,
    chosen: Mapping[tuple[int, int], set[int]],
    publish: bool,
    user: AbstractBaseUser,
) -> Outcome:
    """Replace the chosen places: numbers of places by id and version of a statement.

    A statement with a newer version is refused. With `publish`, a statement whose public version
    was its latest is published again where the user may publish it; others become drafts.
    """
    run = Replacement.objects.create(site=site, user=user, find=term.words, replace=by)
    pattern = term.pattern()
    refused: list[Refused] = []
    places = statements = published = 0
    own = _statements_of(site, language="")
    for (page_id, version), numbers in chosen.items():
        page = own.filter(pk=page_id).first()
        if page is None:
            continue
        try:
            with transaction.atomic():
                row = _replace_in(
                    page, run=run, pattern=pattern, version=version, numbers=numbers, user=user
                )
        except ValidationError as error:
            refused.append(Refused(title=page.draft_title, reason=" ".join(error.messages)))
            continue
        statements += 1
        places += row.places
        if publish and page.live and not page.has_unpublished_changes:
            if reason := _publish(row, user=user):
                refused.append(Refused(title=page.draft_title, reason=reason))
            else:
                published += 1
    if not statements:
        run.delete()
    return Outcome(statements=statements, places=places, published=published, refused=refused)


def undo(run: Replacement, *, user: AbstractBaseUser) -> Outcome:
    """Restore the versions before the replacement, where a statement was not changed since."""
    refused: list[Refused] = []
    places = statements = published = 0
    rows = run.statements.filter(undone_at=None).select_related("page", "before", "after")
    for row in rows.order_by("pk"):
        try:
            with transaction.atomic():
                _undo_in(row, user=user)
        except ValidationError as error:
            refused.append(Refused(title=row.page.draft_title, reason=" ".join(error.messages)))
            continue
        statements += 1
        places += row.places
        if row.was_published:
            if reason := _publish(row, user=user, is_undo=True):
                refused.append(Refused(title=row.page.draft_title, reason=reason))
            else:
                published += 1
    return Outcome(statements=statements, places=places, published=published, refused=refused)


def _homes(site: Site) -> Any:
    return Page.objects.filter(translation_key=site.root_page.translation_key, alias_of=None)


def _statements_of(site: Site, *, language: str) -> Any:
    """Return the statements below the office's home pages, without copies."""
    homes = _homes(site)
    if language:
        homes = homes.filter(locale__language_code=language)
    below = Q(pk__in=[])
    for path in homes.values_list("path", flat=True):
        below |= at_or_below(path)
    return ArticlePage.objects.filter(below, alias_of=None).newest_first()


def _with_content(statements: Any) -> Iterator[tuple[ArticlePage, Mapping[str, Any]]]:
    """Yield statements with the serialised content of their latest version, in batches."""
    pages = statements.select_related("latest_revision", "locale")
    for page in pages.iterator(chunk_size=CHUNK):
        yield page, _content(page)


def _content(page: ArticlePage) -> Mapping[str, Any]:
    """Return the fields of the latest revision, or of the page where it has none."""
    if page.latest_revision is not None:
        return cast(Mapping[str, Any], page.latest_revision.content)
    return cast(Mapping[str, Any], page.serializable_data())


def _with_obstacles(found: list[FoundStatement], *, user: AbstractBaseUser) -> list[FoundStatement]:
    """Return the statements with what prevents a change. Two queries."""
    reasons = obstacles([statement.page for statement in found], user=user)
    return [
        dataclasses.replace(statement, obstacle=reasons[statement.page.pk]) for statement in found
    ]


def obstacles(pages: list[ArticlePage], *, user: AbstractBaseUser) -> dict[int, str | Promise]:
    """Return by id why the user cannot change each page now, "" where it can. Two queries."""
    ids = [str(page.pk) for page in pages]
    page_type = ContentType.objects.get_for_model(Page)
    waiting = set(
        WorkflowState.objects.active()
        .filter(base_content_type=page_type, object_id__in=ids)
        .values_list("object_id", flat=True)
    )
    scheduled = set(
        Revision.objects.filter(
            base_content_type=page_type, object_id__in=ids, approved_go_live_at__isnull=False
        ).values_list("object_id", flat=True)
    )

    def obstacle(page: ArticlePage) -> str | Promise:
        if not page.permissions_for_user(user).can_edit():
            return NOT_YOURS
        if page.locked:
            return LOCKED
        if str(page.pk) in waiting:
            return IN_REVIEW
        return SCHEDULED if str(page.pk) in scheduled else ""

    return {page.pk: obstacle(page) for page in pages}


def require_changeable(page: ArticlePage, *, version: int, user: AbstractBaseUser) -> None:
    """Raise ValidationError unless the user may change this version of the page now.

    `version` is the id of the latest revision, 0 without one.
    """
    if (page.latest_revision_id or 0) != version:
        raise ValidationError(CHANGED_MEANWHILE)
    if reason := obstacles([page], user=user)[page.pk]:
        raise ValidationError(reason)


def locked_statement(page_id: int) -> ArticlePage:
    """Return the page, locked until the end of the transaction."""
    Page.objects.select_for_update().get(pk=page_id)
    return ArticlePage.objects.select_related("latest_revision").get(pk=page_id)


def _replace_in(
    page: ArticlePage,
    *,
    run: Replacement,
    pattern: Any,
    version: int,
    numbers: set[int],
    user: AbstractBaseUser,
) -> ReplacedStatement:
    page = locked_statement(page.pk)
    require_changeable(page, version=version, user=user)
    before = page.latest_revision or page.save_revision(log_action=False)
    places = {hit.number for hit in find(before.content, pattern)} & numbers
    if not places:
        raise ValidationError(CHANGED_MEANWHILE)
    draft = page.get_latest_revision_as_object()
    texts = replaced(before.content, pattern, by=run.replace, numbers=places)
    set_texts(draft, texts)
    draft.full_clean()
    after = draft.save_revision(user=user, log_action=True, clean=False)
    return ReplacedStatement.objects.create(
        replacement=run,
        page=page,
        before=before,
        after=after,
        places=len(places),
        was_published=False,
    )


def _undo_in(row: ReplacedStatement, *, user: AbstractBaseUser) -> None:
    page = locked_statement(row.page_id)
    if row.before is None or row.after is None:
        raise ValidationError(CHANGED_MEANWHILE)
    require_changeable(page, version=row.after.pk, user=user)
    draft = row.before.as_object()
    restored = draft.save_revision(
        user=user, log_action="wagtail.revert", previous_revision=row.before, clean=False
    )
    row.after, row.undone_at = restored, timezone.now()
    row.save(update_fields=["after", "undone_at"])


def _publish(
    row: ReplacedStatement, *, user: AbstractBaseUser, is_undo: bool = False
) -> str | Promise:
    """Publish the version that was just made; return the reason where it stays a draft."""
    reason = publish_version(cast(Revision, row.after), page_id=row.page_id, user=user)
    if not reason and not is_undo:
        row.was_published = True
        row.save(update_fields=["was_published"])
    return reason


def publish_version(revision: Revision, *, page_id: int, user: AbstractBaseUser) -> str | Promise:
    """Publish a version for the user; return the reason where it stays a draft, else ""."""
    page = ArticlePage.objects.get(pk=page_id)
    if not page.permissions_for_user(user).can_publish():
        return _("Changed, but not published: you may not publish it.")
    try:
        revision.publish(user=user)
    except ValidationError as error:
        return " ".join(error.messages)
    except PublicationRefusedError as refusal:
        log_refusal(refusal, user=user)
        return str(refusal)
    return ""
