"""Signal receivers that renew the state tokens of offices after changes of public content.

They run in the transaction of the change.
"""

from django.db import connection, models
from django.db.models.signals import m2m_changed, post_migrate, post_save, pre_delete
from django.dispatch import receiver
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import (
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import page_published, page_unpublished, post_page_move

from newsroom.caching.state_token import renew
from newsroom.models import (
    ArticlePage,
    ArticleTopic,
    ContentChange,
    ElectionPeriod,
    Embargo,
    NewsroomRendition,
    TranslationOrigin,
    Withdrawal,
)
from newsroom.models.terms import Term
from newsroom.publishing.affected_offices import (
    affected_by,
    affected_by_page,
    affected_by_statements,
)
from newsroom.publishing.signals import statements_created

PUBLIC_MODELS = (
    AbstractDocument,
    AbstractImage,
    AbstractRendition,
    ArticleTopic,
    BaseGenericSetting,
    BaseSiteSetting,
    CollectionViewRestriction,
    ElectionPeriod,
    Embargo,
    Locale,
    Page,
    PageViewRestriction,
    Redirect,
    Site,
    Term,
    TranslationOrigin,
    Withdrawal,
)
# Fields that saving a draft writes. An editor's autosave must not renew the token.
DRAFT_FIELDS = {
    *("draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"),
    *("locked", "locked_at", "locked_by", "owner", "comments", "approved_go_live_at"),
}


@receiver(post_save)
def renew_after_save(sender: type, instance: models.Model, update_fields=None, **kwargs) -> None:
    """Renew the tokens of the offices that show the saved object."""
    if not issubclass(sender, PUBLIC_MODELS):
        return
    if issubclass(sender, Page) and update_fields and set(update_fields) <= DRAFT_FIELDS:
        return
    if isinstance(instance, NewsroomRendition):
        # The next rendition of the same picture follows.
        instance.image.needs_renewal = instance.image.is_being_prepared
        if instance.image.is_being_prepared:
            return
    renew(affected_by(instance))


@receiver(pre_delete)
def renew_before_deletion(sender: type, instance: models.Model, **kwargs) -> None:
    """Renew the tokens of the offices that show an object, while references to it exist."""
    if issubclass(sender, PUBLIC_MODELS):
        renew(affected_by(instance))


@receiver(page_published)
@receiver(page_unpublished)
def renew_after_publication(instance: Page, **kwargs) -> None:
    """Renew the tokens after changes that `QuerySet.update()` may have made."""
    renew(affected_by_page(instance))


@receiver(post_page_move)
def renew_after_move(instance: Page, url_path_before: str, url_path_after: str, **kwargs) -> None:
    """Renew the tokens of the offices that the page has left and entered."""
    renew(affected_by_page(instance, url_path_before, url_path_after))


@receiver(statements_created)
def renew_after_import(page_ids: list[int], **kwargs) -> None:
    """Renew the tokens of the offices of imported statements."""
    renew(affected_by_statements(page_ids))


@receiver(m2m_changed, sender=ArticlePage.categories.through)
def renew_after_filing(instance: models.Model, **kwargs) -> None:
    """Renew the tokens after a change of a statement's categories, from either side."""
    renew(affected_by(instance))


@receiver(post_migrate)
def renew_after_an_update(app_config, **kwargs) -> None:
    """Renew all tokens when the database was prepared for a new version, whose pages may differ."""
    is_there = ContentChange._meta.db_table in connection.introspection.table_names()
    if app_config.name == "newsroom" and is_there:  # not after going back to an older version
        renew()
