"""The worker's job: collects links of public statements, and checks those that are due.

One request a host in each pass, so that no other site is burdened. What fails is asked again on
later days before it counts as broken.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from newsroom.links.addresses import addresses_in, host_of
from newsroom.links.requests import Finding, check
from newsroom.models import ArticlePage, CollectedLinks, OutsideLink, OutsideLinkUse
from newsroom.models.outside_links import link_key
from newsroom.visibility import public

COLLECTED_AT_ONCE = 100  # statements in a pass
CHECKED_AT_ONCE = 10  # addresses in a pass, each of another host
AFTER_SUCCESS = timedelta(days=30)
AFTER_FAILURE = timedelta(hours=20)
# An address is broken after this many failures: two days for 404 and 410, four for silence.
FAILURES_WHEN_GONE = 3
FAILURES_WHEN_SILENT = 5


def check_links(*, now: datetime | None = None) -> str:
    """Collect links and check those that are due; return what was done. Nothing where it is off."""
    if not settings.LINK_CHECKS:
        return ""
    now = now or timezone.now()
    collected = collect(now=now)
    checked = check_due(now=now)
    return f"{collected} collected, {checked} checked" if collected or checked else ""


def collect(*, now: datetime) -> int:
    """Record the links of statements that were published since; return the number of statements.

    Links of statements that are no longer public are deleted.
    """
    statements = public(ArticlePage.objects.filter(alias_of=None), now=now)
    gone = OutsideLinkUse.objects.exclude(page_id__in=statements.values("pk"))
    gone_pages = set(gone.values_list("page_id", flat=True)[:COLLECTED_AT_ONCE])
    OutsideLinkUse.objects.filter(page_id__in=gone_pages).delete()
    CollectedLinks.objects.filter(page_id__in=gone_pages).delete()
    OutsideLink.objects.filter(uses=None).delete()
    done = CollectedLinks.objects.filter(page_id=OuterRef("pk")).filter(
        Q(published_at=OuterRef("last_published_at"))
        | Q(published_at=None, page__last_published_at=None)
    )
    waiting = statements.filter(~Exists(done)).order_by("pk")[:COLLECTED_AT_ONCE]
    for page in waiting:
        _collect_from(page, now=now)
    return len(waiting)


@transaction.atomic
def _collect_from(page: ArticlePage, *, now: datetime) -> None:
    addresses = addresses_in(list(page.body.raw_data))
    keys = {link_key(address): address for address in addresses}
    OutsideLink.objects.bulk_create(
        [
            OutsideLink(key=key, url=address, host=host_of(address), next_check_at=now)
            for key, address in keys.items()
        ],
        ignore_conflicts=True,
    )
    links = list(OutsideLink.objects.filter(key__in=keys).values_list("pk", flat=True))
    OutsideLinkUse.objects.filter(page=page).exclude(link_id__in=links).delete()
    OutsideLinkUse.objects.bulk_create(
        [OutsideLinkUse(link_id=link, page_id=page.pk) for link in links], ignore_conflicts=True
    )
    CollectedLinks.objects.update_or_create(
        page_id=page.pk, defaults={"published_at": page.last_published_at}
    )


def check_due(*, now: datetime) -> int:
    """Check addresses that are due, one of each host; return their number."""
    due = OutsideLink.objects.filter(next_check_at__lte=now).order_by("next_check_at", "pk")
    chosen: dict[str, OutsideLink] = {}
    for link in due[: CHECKED_AT_ONCE * 20]:
        if len(chosen) < CHECKED_AT_ONCE:
            chosen.setdefault(link.host, link)
    for link in chosen.values():
        record(link, finding=check(link.url), now=now)
    return len(chosen)


def record(link: OutsideLink, *, finding: Finding, now: datetime) -> None:
    """Store what a check found, and when the next one is due."""
    link.status, link.error, link.checked_at = finding.status, finding.error, now
    link.next_check_at = now + AFTER_SUCCESS
    if finding.works or finding.refuses_programs or finding.is_private:
        link.state = OutsideLink.State.WORKS if finding.works else OutsideLink.State.REFUSED
        link.failures, link.failing_since = 0, None
    else:
        link.failures += 1
        link.failing_since = link.failing_since or now
        gone = finding.status in (404, 410)
        limit = FAILURES_WHEN_GONE if gone else FAILURES_WHEN_SILENT
        is_broken = link.failures >= limit
        link.state = OutsideLink.State.BROKEN if is_broken else OutsideLink.State.FAILING
        link.next_check_at = now + (timedelta(days=7) if is_broken else AFTER_FAILURE)
    link.save()
