"""What may be forgotten? Of changes long ago, all but the last word on each statement."""

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from newsroom.models import Change

KEPT_WHOLE = timedelta(days=90)


def compact() -> str:
    """Delete old changes that a later one of the same statement, site and language supersedes.

    Tombstones stay for good, since nothing later supersedes them; so whoever begins from any
    position ends with the same copy.
    """
    later = Change.objects.filter(
        page_id=OuterRef("page_id"),
        site_id=OuterRef("site_id"),
        language=OuterRef("language"),
        position__gt=OuterRef("position"),
    )
    old = Change.objects.filter(noticed_at__lt=timezone.now() - KEPT_WHOLE)
    count, _by_model = old.filter(Exists(later)).delete()
    return f"{count} superseded changes forgotten" if count else ""
