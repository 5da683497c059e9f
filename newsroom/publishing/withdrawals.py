"""Records of withdrawn addresses: when they are written, and when they are deleted."""

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.translation import get_language_from_path
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from newsroom.languages.configured import default_language
from newsroom.models import Withdrawal
from newsroom.visibility.dates import has_started
from newsroom.visibility.written_language import recorded_language


def record_withdrawal(page: Page) -> None:
    """Record the address of `page`, which stops being public, if it was public."""
    if not was_public(page):
        return
    parts = page.get_url_parts()
    if parts is not None and parts[2]:
        _record(page, site_id=parts[0], path=parts[2])


def record_lost_redirects(page: Page) -> None:
    """Record the older addresses of `page`, whose redirects are deleted with it."""
    if not was_public(page):
        return
    parts = page.get_url_parts()
    if parts is None:
        return
    for redirect in Redirect.objects.filter(redirect_page=page, automatically_created=True):
        _record(page, site_id=redirect.site_id or parts[0], path=redirect.old_path)


def clear_withdrawal(page: Page) -> None:
    """Delete the withdrawals of `page`, which is public again."""
    parts = page.get_url_parts()
    gone = Q(page_id=page.pk)
    if parts is not None and parts[2]:
        gone |= Q(site_id=parts[0], path=normalise_path(parts[2]))
    # Django begins a transaction even for the deletion of no rows.
    for withdrawal in Withdrawal.objects.filter(gone):
        withdrawal.delete()


def give_reason(
    pages: Iterable[Page], *, reasons: Mapping[str, str], answers_with_notice: bool
) -> None:
    """Record why the pages were withdrawn just now, and how their addresses answer."""
    for withdrawal in Withdrawal.objects.filter(page_id__in=[page.pk for page in pages]):
        withdrawal.reasons = dict(reasons)
        withdrawal.answers_with_notice = answers_with_notice
        withdrawal.save()  # the receivers renew the office's state


def withdrawal_of_key(
    key: uuid.UUID, *, site: Site, language: str | None = None
) -> Withdrawal | None:
    """Return the last withdrawal of a statement, in one language or (None) in any.

    The caller has made sure that the statement is not public there.
    """
    page_ids = Page.objects.filter(translation_key=key).values("pk")
    rows = Withdrawal.objects.filter(Q(translation_key=key) | Q(page_id__in=page_ids), site=site)
    for row in rows.order_by("-withdrawn_at"):
        if language in (None, get_language_from_path(row.path) or default_language()):
            return row
    return None


def normalise_path(path: str) -> str:
    """Return the path as stored: with exactly one slash at its end."""
    return path.rstrip("/") + "/"


def _record(page: Page, *, site_id: int, path: str) -> None:
    if len(path) < Withdrawal._meta.get_field("path").max_length:
        Withdrawal.objects.update_or_create(
            site_id=site_id,
            path=normalise_path(path),
            defaults={"page_id": page.pk, "translation_key": page.translation_key},
        )


def was_public(page: Page) -> bool:
    """Return whether the stored page was public until now or until its end date.

    The page and its ancestors must still exist.
    """
    if page.first_published_at is None or not has_started(page):
        return False
    if page.alias_of_id is not None and page.alias_of.locale_id != page.locale_id:
        return False
    if recorded_language(page):
        return False
    return not page.get_view_restrictions().exists()
