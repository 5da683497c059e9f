"""Compaction of the change feed: superseded changes are deleted after 90 days."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from newsroom.models import Change

FULL_HISTORY = timedelta(days=90)


def compact() -> str:
    """Delete old changes that a later one of the same statement, site and language supersedes.

    Nothing supersedes a tombstone, so tombstones are never deleted. A partner that starts at any
    position therefore ends with the same copy. Returns a line for the worker's log, "" for nothing.
    """
    later = Change.objects.filter(
        page_id=OuterRef("page_id"),
        site_id=OuterRef("site_id"),
        language=OuterRef("language"),
        position__gt=OuterRef("position"),
    )
    old = Change.objects.filter(noticed_at__lt=timezone.now() - FULL_HISTORY)
    count, _by_model = old.filter(Exists(later)).delete()
    return f"{count} superseded changes forgotten" if count else ""
