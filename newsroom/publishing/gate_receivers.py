"""Signal receivers through which every publication passes the gate.

A page model asks before it publishes or schedules a revision. Code that saves a live page itself,
such as Wagtail's publishing action without the model, is stopped when the page is saved.
"""

from typing import Any

from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils import timezone
from wagtail.models import Page, Revision

from newsroom.models import ElectionPeriod
from newsroom.models.publication import CheckedPublication, publication_requested
from newsroom.publishing.elections import held_failures
from newsroom.publishing.gate import are_new_pages_drafts, check, check_new_live_page
from newsroom.publishing.state_receivers import DRAFT_FIELDS
from newsroom.translation.written_language import (
    content_of,
    language_of_content,
    record_written_language,
)


@receiver(publication_requested)
def check_requested_publication(page: Page, revision: Revision, **kwargs: Any) -> None:
    """Refuse to publish or schedule a revision to which the gate objects."""
    language = check(page, revision=revision, content=revision.content)
    # The page that is saved next has the same object as its live revision.
    revision.written_in = language


@receiver(pre_save)
def check_publication_without_request(
    sender: type, instance: Page, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Refuse to save a page that becomes public with a revision that has not passed the gate."""
    if raw or update_fields is not None or not issubclass(sender, CheckedPublication):
        return
    if instance._state.adding and are_new_pages_drafts():
        instance.live = False
    if instance._state.adding and instance.live:
        check_new_live_page(instance, {**content_of(instance), "categories": _categories(instance)})
    if not instance.live or instance.alias_of_id is not None or instance.live_revision_id is None:
        return
    revision = _live_revision(instance)
    if _judged_language(revision) is not None:
        return
    known = Page.objects.filter(pk=instance.pk, live=True, live_revision=instance.live_revision_id)
    if known.exists():
        return
    revision = revision or instance.live_revision
    revision.written_in = check(instance, revision=revision, content=content_of(instance))


def _categories(page: Page) -> list[int]:
    return [row.pk for row in page.categories.all()] if hasattr(page, "categories") else []


@receiver([post_save, post_delete], sender=ElectionPeriod)
def judge_held_pages_again(**kwargs: Any) -> None:
    """Let the worker try what an election period held, after a change of the period."""
    for failure in held_failures():
        failure.next_attempt_at = timezone.now()
        failure.save()


@receiver(post_save)
def record_language_of_saved_page(
    sender: type, instance: Page, raw: bool = False, update_fields: Any = None, **kwargs: Any
) -> None:
    """Record whether a live page is written in the other language, however it became live."""
    if raw or not issubclass(sender, CheckedPublication) or not _is_leaf_text(instance):
        return
    if update_fields is not None and set(update_fields) <= DRAFT_FIELDS:
        return
    if not instance.live or instance.alias_of_id is not None:
        return
    language = _judged_language(_live_revision(instance))
    if language is None:
        language = language_of_content(instance, content_of(instance))
    record_written_language(instance, language)


def _is_leaf_text(page: Page) -> bool:
    """Return whether the page is a text of its own, not one that leads to others.

    A home page or an index in the wrong language remains the way to the pages below it.
    """
    return hasattr(page, "body")


def _live_revision(page: Page) -> Revision | None:
    """Return the revision object with which the page is being published. No query."""
    return page.live_revision if Page.live_revision.is_cached(page) else None


def _judged_language(revision: Revision | None) -> str | None:
    language: str | None = getattr(revision, "written_in", None)
    return language
