"""Counting of changed statements by the worker, and reconciliation of all counts."""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone
from wagtail.models import Page

from newsroom.caching.state_token import renew
from newsroom.counting.changes import MAX_CHANGED, changed_statements
from newsroom.counting.contributions import (
    Contribution,
    CountKey,
    current_contributions,
    differences,
)
from newsroom.models import (
    ArticlePage,
    CountedStatement,
    CountsVersion,
    ListCount,
    StatementToCount,
)
from newsroom.visibility.dates import next_dates

logger = logging.getLogger(__name__)

BATCH = 500  # statements of one transaction, in which no editor can write on SQLite
MAX_BATCHES = 200  # of one pass

_COUNT = ListCount._meta.db_table
_COLUMNS = ", ".join(CountKey._fields)
ADD_TO_COUNT = (
    f"INSERT INTO {_COUNT} ({_COLUMNS}, number) "  # noqa: S608  (constants)
    f"VALUES ({', '.join(['%s'] * (len(CountKey._fields) + 1))}) "
    f"ON CONFLICT ({_COLUMNS}) DO UPDATE SET number = {_COUNT}.number + excluded.number"
)


def count_changes() -> str:
    """Count the statements that have changed; all statements the first time.

    Returns a line for the log, empty where nothing was done.
    """
    done = []
    if not CountsVersion.objects.filter(is_complete=True).exists():
        done.append(reconcile())
    counted = 0
    for _batch in range(MAX_BATCHES):
        now = timezone.now()
        due = Q(due_at__lte=now)
        if not (StatementToCount.objects.exists() or CountedStatement.objects.filter(due).exists()):
            break
        with transaction.atomic():
            _lock()
            rows = list(StatementToCount.objects.order_by("pk")[:BATCH])
            page_ids = {row.page_id for row in rows}
            page_ids.update(
                CountedStatement.objects.filter(due).values_list("pk", flat=True)[:BATCH]
            )
            _count(_with_translations(page_ids), now=now)
            StatementToCount.objects.filter(pk__in=[row.pk for row in rows]).delete()
        counted += len(page_ids)
    if counted:
        done.append(f"{counted} changed statements counted")
    return "; ".join(done)


def reconcile() -> str:
    """Count all statements afresh, correct what differs, and check the sums.

    Returns a line for the log, empty where nothing differed.
    """
    is_first = not CountsVersion.objects.filter(is_complete=True).exists()
    corrected = first = 0
    while page_ids := _next_statements(after=first):
        corrected += _recount(page_ids)
        first = page_ids[-1]
    if is_first:
        _correct_sums()
        CountsVersion.objects.filter(pk=CountsVersion.ONLY).update(is_complete=True)
        return f"{corrected} statements counted for the first time"
    wrong_sums = _correct_sums()
    if not (corrected or wrong_sums):
        return ""
    renew()  # pages may show the wrong counts
    found = f"{corrected} statements and {wrong_sums} sums were counted wrongly and are corrected"
    logger.warning("counts: %s", found)
    return found


def _recount(page_ids: list[int]) -> int:
    """Count these statements afresh; return how many had been counted wrongly.

    Those with a change that is not counted yet are not wrong.
    """
    with transaction.atomic():
        _lock()
        now = timezone.now()
        waiting = set(changed_statements(now=now))
        changed = _count(page_ids, now=now)
        return 0 if len(waiting) > MAX_CHANGED else len(changed - waiting)


def _lock() -> None:
    """Change the version of the counts. Other countings wait until the end of the transaction."""
    # Written first, because SQLite cannot make a transaction that has read into one that writes.
    rows = CountsVersion.objects.filter(pk=CountsVersion.ONLY)
    if not rows.update(version=F("version") + 1):
        CountsVersion.objects.get_or_create(pk=CountsVersion.ONLY)
        rows.update(version=F("version") + 1)


def _with_translations(page_ids: Iterable[int]) -> set[int]:
    """Return the statements with those of their translation keys, which may be shown instead."""
    ids = set(page_ids)
    keys = {
        *Page.objects.filter(pk__in=ids).order_by().values_list("translation_key", flat=True),
        *CountedStatement.objects.filter(pk__in=ids).values_list("translation_key", flat=True),
    }
    for model in (Page, CountedStatement):
        rows = model.objects.filter(translation_key__in=keys).order_by()
        ids.update(rows.values_list("pk", flat=True))
    return ids


def _count(page_ids: Iterable[int], *, now: datetime) -> set[int]:
    """Count these statements and return those that contributed something else before."""
    ids = sorted(set(page_ids))
    stored = {row.pk: row for row in CountedStatement.objects.filter(pk__in=ids)}
    before = {
        pk: contribution
        for pk, row in stored.items()
        if (contribution := Contribution.from_text(row.contribution)) is not None
    }
    after = current_contributions(ids, now=now)
    _add(differences(before, after))
    live = Page.objects.filter(Q(live=True), pk__in=ids)
    due = next_dates(live, now=now)
    keys = dict(live.order_by().values_list("pk", "translation_key"))
    rows = [
        CountedStatement(
            page_id=pk,
            translation_key=keys[pk],
            contribution=after[pk].to_text() if pk in after else "",
            due_at=due.get(pk),
        )
        for pk in ids
        if pk in keys and (pk in after or pk in due)
    ]
    CountedStatement.objects.bulk_create(
        [row for row in rows if not _is_same(stored.get(row.pk), row)],
        update_conflicts=True,
        unique_fields=["page_id"],
        update_fields=["translation_key", "contribution", "due_at"],
    )
    gone = stored.keys() - {row.pk for row in rows}
    if gone:
        CountedStatement.objects.filter(pk__in=gone).delete()
    return {pk for pk in ids if before.get(pk) != after.get(pk)}


def _is_same(stored: CountedStatement | None, row: CountedStatement) -> bool:
    return stored is not None and (
        (stored.translation_key, stored.contribution, stored.due_at)
        == (row.translation_key, row.contribution, row.due_at)
    )


def _add(changes: Counter[CountKey]) -> None:
    if changes:
        # In one order, so that no two countings wait for each other.
        rows: list[tuple[int | str, ...]] = [(*key, changes[key]) for key in sorted(changes)]
        with connection.cursor() as cursor:
            cursor.executemany(ADD_TO_COUNT, rows)


def _next_statements(*, after: int) -> list[int]:
    """Return the next statements by primary key, counted or not. Two queries."""
    found: set[int] = set()
    for model in (ArticlePage, CountedStatement):
        rows = model.objects.filter(pk__gt=after).order_by("pk")
        found.update(rows.values_list("pk", flat=True)[:BATCH])
    return sorted(found)[:BATCH]


def _correct_sums() -> int:
    """Compare the counts with the sums of all contributions; return how many were corrected.

    Without a lock while they are read: where something was counted meanwhile, the next
    reconciliation compares them.
    """
    version = CountsVersion.objects.values_list("version", flat=True).first()
    wrong = _wrong_sums()
    with transaction.atomic():
        _lock()
        if CountsVersion.objects.values_list("version", flat=True).first() != (version or 0) + 1:
            return 0
        ListCount.objects.filter(number=0).delete()
        _add(wrong)
    return len(wrong)


def _wrong_sums() -> Counter[CountKey]:
    """Return by how much each count must change. Reads all contributions."""
    missing: Counter[CountKey] = Counter()
    texts = CountedStatement.objects.exclude(contribution="").values_list("contribution", flat=True)
    for text in texts.iterator(chunk_size=2_000):
        contribution = Contribution.from_text(text)
        if contribution is not None:
            missing.update(contribution.keys())
    for key in ListCount.objects.values_list(*CountKey._fields, "number").iterator():
        missing[CountKey(*key[:-1])] -= key[-1]
    return Counter({key: number for key, number in missing.items() if number})
