"""Records of public texts: each one is stored when it is replaced or taken down."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from newsroom.models import ArticlePage, StatementVersion
from newsroom.models.pages import RECORDED_FIELDS
from newsroom.publishing.withdrawals import was_public
from newsroom.visibility.dates import earliest_end, latest_start

WITHDRAW = "newsroom.withdraw_version"  # the action in Wagtail's log
# What a version consists of beside the body. Categories and topics file a text; they are not of it.
CONTENT_FIELDS = (
    *("title", "summary", "date", "lead_image_id", "lead_image_alt", "lead_image_decorative"),
    *("lead_image_caption", "lead_image_credit"),
)


def keep_recorded_fields(page: Page) -> None:
    """Set what a new page or a copy has of earlier versions: none, whatever it was copied from."""
    if isinstance(page, ArticlePage):
        page.earlier_versions = 0
        if page.alias_of_id is None:
            page.corrections = []


def record_replaced_text(page: Page, *, update_fields: Iterable[str] | None = None) -> None:
    """Record the stored text of a statement that is about to be saved, where it ends being public.

    One query, and three more where a public text is replaced. `page` gets the record that the
    database has, so that an older copy of it in memory does not undo a correction. Within a
    transaction, as in every `Page.save`, the page's row stays locked from here on: two writers must
    not record the same version, nor wait for each other.
    """
    rows = ArticlePage.objects.filter(pk=page.pk)
    locked = rows.select_for_update(of=("page_ptr",), no_key=True)
    stored = (locked if connection.in_atomic_block else rows).select_related("embargo").first()
    if stored is None:
        return
    if isinstance(page, ArticlePage):
        for name in RECORDED_FIELDS:
            setattr(page, name, getattr(stored, name))
        page.stored_date = stored.date
    if not stored.live:
        return
    saved = None if update_fields is None else set(update_fields)
    is_taken_down = not page.live and (saved is None or "live" in saved)
    is_replaced = isinstance(page, ArticlePage) and _differ(page, stored, saved=saved)
    if not (is_taken_down or is_replaced) or not was_public(stored):
        return
    _record(stored, was_taken_down=is_taken_down)
    if isinstance(page, ArticlePage):
        page.earlier_versions = stored.earlier_versions
    if saved is not None or not isinstance(page, ArticlePage):
        rows.update(earlier_versions=stored.earlier_versions)


def public_since(page: ArticlePage) -> datetime | None:
    """Return since when the present text of a live statement has been public. One query."""
    previous = (
        StatementVersion.objects.filter(page=page, number=page.earlier_versions)
        .defer("content")
        .first()
        if page.earlier_versions
        else None
    )
    if previous is None:
        moment = page.first_published_at
    elif previous.was_taken_down:
        moment = page.last_published_at
    else:
        moment = previous.public_until
    start = latest_start(page)
    return max(moment, start) if moment and start else moment


def withdraw_version(version: StatementVersion, *, reason: str, user: AbstractBaseUser) -> None:
    """Delete the text of an earlier version, and record the reason that readers are given."""
    version.content = {}
    version.withdrawn_at = timezone.now()
    version.withdrawn_by = user
    version.withdrawal_reason = reason
    version.save()
    log(
        instance=version.page,
        action=WITHDRAW,
        user=user,
        data={"version": version.number, "reason": reason},
    )


def content_of(page: ArticlePage) -> dict[str, Any]:
    """Return the words and references of a statement as they are stored in a version."""
    content: dict[str, Any] = {name: getattr(page, name) for name in CONTENT_FIELDS}
    return {**content, "body": page.body.get_prep_value()}


def _record(stored: ArticlePage, *, was_taken_down: bool) -> None:
    now = timezone.now()
    end = earliest_end(stored)
    since = public_since(stored)
    stored.earlier_versions += 1
    StatementVersion.objects.create(
        page=stored,
        number=stored.earlier_versions,
        content=content_of(stored),
        public_from=since,
        public_until=min(now, end) if end else now,
        was_taken_down=was_taken_down,
    )


def _differ(page: ArticlePage, stored: ArticlePage, *, saved: set[str] | None) -> bool:
    """Return whether the saved fields change the text. `saved` is None where all are saved."""
    names = {*CONTENT_FIELDS, "body"}
    if saved is not None:
        names &= {"lead_image_id" if name == "lead_image" else name for name in saved}
    before, after = content_of(stored), content_of(page)
    return any(_comparable(before[name]) != _comparable(after[name]) for name in names)


def _comparable(value: Any) -> Any:
    """Return a stored value without the ids of blocks and without empty fields."""
    if isinstance(value, dict):
        return {
            key: _comparable(inner)
            for key, inner in value.items()
            if key != "id" and inner not in (None, "", [])
        }
    if isinstance(value, list):
        return [_comparable(inner) for inner in value]
    return value
