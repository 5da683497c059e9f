"""Signal receivers for consequences of a change that do not depend on who made it.

Receivers decide only when something happens; other modules do it.
"""

from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.models import Locale, Page, PageViewRestriction
from wagtail.signals import copy_for_translation_done, page_published, page_unpublished
from wagtail_localize.models import Translation, TranslationLog

from newsroom.models import ArticlePage, Category, Topic
from newsroom.models.publication import publication_requested
from newsroom.publishing.corrections import (
    finish_planned_correction,
    prepare_planned_correction,
)
from newsroom.publishing.embargoes import date_publication, inherit_embargo
from newsroom.publishing.former_slugs import record_changed_slug, record_slug
from newsroom.publishing.pair_acts import publish_what_was_held_for
from newsroom.publishing.quotations import record_draft_quotations
from newsroom.publishing.state_receivers import DRAFT_FIELDS
from newsroom.publishing.versions import keep_recorded_fields, record_replaced_text
from newsroom.publishing.withdrawals import (
    clear_withdrawal,
    record_lost_redirects,
    record_withdrawal,
)
from newsroom.translation.locales import clear_language_cache
from newsroom.translation.origins import record_origin, record_publication
from newsroom.translation.restriction_mirroring import inherit_restriction, mirror_restriction


def _is_mirrored(restriction: PageViewRestriction) -> bool:
    """Return whether this restriction is being saved by the mirroring itself."""
    return getattr(restriction, "is_mirrored", False)


@receiver(post_save, sender=PageViewRestriction)
def mirror_saved_restriction(sender, instance, **kwargs):
    """Mirror a new or changed restriction to the page's translations."""
    if not kwargs.get("raw") and not _is_mirrored(instance):
        mirror_restriction(instance.page)


@receiver(post_delete, sender=PageViewRestriction)
def mirror_deleted_restriction(sender, instance, origin=None, **kwargs):
    """Mirror a removed restriction, except where it was deleted with its page."""
    model = getattr(origin, "model", type(origin))
    if model is PageViewRestriction:
        mirror_restriction(instance.page)


@receiver(m2m_changed, sender=PageViewRestriction.groups.through)
def mirror_groups(sender, instance, action, reverse, **kwargs):
    """Mirror a change of the groups that may read a private page."""
    if reverse or _is_mirrored(instance):
        return
    if action in ("post_add", "post_remove", "post_clear"):
        mirror_restriction(instance.page)


@receiver(post_save)
def restrict_new_translation(sender, instance, created, **kwargs):
    """Restrict a new translation of a private page at once."""
    if created and isinstance(instance, Page) and not kwargs.get("raw"):
        inherit_restriction(instance)


@receiver(post_save)
def embargo_new_page(sender, instance, created, **kwargs):
    """Give a new translation or copy of an embargoed page its embargo."""
    if created and isinstance(instance, Page) and not kwargs.get("raw"):
        inherit_embargo(instance)


@receiver(pre_save)
def resolve_alias_of_alias(sender, instance, **kwargs):
    """Make a copy of a copy refer to the original, which alone decides whether it is public."""
    if not issubclass(sender, Page) or instance.alias_of_id is None or kwargs.get("raw"):
        return
    while (
        original := Page.objects.filter(pk=instance.alias_of_id).values_list("alias_of_id").first()
    ):
        if original[0] is None:
            return
        instance.alias_of_id = original[0]


@receiver(copy_for_translation_done)
def record_copied_translation(sender, source_obj, target_obj, **kwargs):
    """Record the origin of a translation that was started by copying a page."""
    if not isinstance(target_obj, Page):
        return
    # Copying a page copies its restriction again.
    inherit_restriction(target_obj)
    if target_obj.alias_of_id is None:
        record_origin(target_obj, source=source_obj)


@receiver(post_save, sender=TranslationLog)
def record_synchronised_translation(sender, instance, created, **kwargs):
    """Record the origin of a page from Wagtail Localize, if no segment is missing."""
    if not created or instance.revision_id is None:
        return
    page = instance.revision.content_object
    if not isinstance(page, Page):
        return
    translation = Translation.objects.filter(
        source_id=instance.source_id, target_locale_id=instance.locale_id
    ).first()
    if translation is None:
        return
    total, translated = translation.get_progress()
    if translated == total:
        source = instance.source
        record_origin(page, source=source.get_source_instance(), until=source.last_updated_at)


@receiver(pre_save)
def record_replaced_version(sender, instance, raw=False, update_fields=None, **kwargs):
    """Record the public text of a statement that this change replaces or takes down."""
    if (
        raw
        or not issubclass(sender, Page)
        or not issubclass(instance.specific_class or sender, ArticlePage)
    ):
        return
    if update_fields is not None and set(update_fields) <= DRAFT_FIELDS:
        return
    if instance.alias_of_id is not None or instance._state.adding:
        keep_recorded_fields(instance)
    else:
        record_replaced_text(instance, update_fields=update_fields)


@receiver(post_save)
def record_quotations(sender, instance, raw=False, update_fields=None, **kwargs):
    """Record the quotations of a saved statement that are taken from the draft Record."""
    if raw or not issubclass(sender, ArticlePage) or instance.alias_of_id is not None:
        return
    if update_fields is None or {"body", "live"} & set(update_fields):
        record_draft_quotations(instance)


@receiver(page_unpublished)
def record_withdrawn_page(sender, instance, **kwargs):
    """Record the address of a page that was unpublished, has expired or is being deleted."""
    record_withdrawal(instance)


@receiver(pre_delete)
def record_redirects_of_deleted_page(sender, instance, **kwargs):
    """Record the older addresses of a page, whose redirects are deleted with it."""
    if sender is Page:
        record_lost_redirects(instance)


@receiver(page_published)
def clear_withdrawal_of_published_page(sender, instance, **kwargs):
    """Clear the withdrawal at the address of a published page."""
    if instance.live:
        clear_withdrawal(instance)


@receiver(page_published)
def date_embargoed_publication(sender, instance, **kwargs):
    """Let a page that is published under an embargo count as published at its end."""
    date_publication(instance)


@receiver(page_published)
def record_published_language(sender, instance, **kwargs):
    """Record which language is behind, now that a page is public."""
    if instance.live and instance.alias_of_id is None:
        record_publication(instance)


@receiver(publication_requested)
def prepare_correction(page, revision, **kwargs):
    """Find the planned correction that a version of a published statement belongs to."""
    if isinstance(page, ArticlePage) and page.first_published_at is not None:
        prepare_planned_correction(page, revision)


@receiver(page_published)
def finish_correction(sender, instance, revision=None, **kwargs):
    """Record the correction that was planned for the version that is now public."""
    if instance.live and revision is not None:
        finish_planned_correction(instance, revision)


@receiver(page_published)
def publish_other_language(sender, instance, **kwargs):
    """Publish the version in the other language that has waited for this page."""
    if instance.live and instance.alias_of_id is None:
        publish_what_was_held_for(instance)


@receiver([post_save, post_delete], sender=Locale)
def clear_cached_language_codes(sender, **kwargs):
    """Clear the cached language codes when a locale was added, changed or removed."""
    clear_language_cache()


@receiver(pre_save, sender=Category)
@receiver(pre_save, sender=Topic)
def record_former_slug(sender, instance, raw=False, **kwargs):
    """Record the slug of a category or topic that gets another one."""
    if not raw:
        record_changed_slug(instance)


@receiver(pre_delete, sender=Category)
@receiver(pre_delete, sender=Topic)
def record_slug_of_deleted_term(sender, instance, origin=None, **kwargs):
    """Record the slug of a deleted category or topic, unless its site is deleted with it."""
    if getattr(origin, "model", type(origin)) in (Category, Topic):
        record_slug(instance)


@receiver(post_delete, sender=Category)
@receiver(post_delete, sender=Topic)
def delete_translated_terms(sender, instance, **kwargs):
    """Delete a category or topic in both languages."""
    for other in sender.objects.filter(translation_key=instance.translation_key):
        other.delete()
