"""Signal receivers that renew the state token after changes that the API shows."""

from django.db.models.signals import m2m_changed, post_delete, post_save
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

from newsroom.models import ArticlePage, ArticleTopic, Withdrawal
from newsroom.models.terms import Term
from newsroom.publishing.signals import statements_created
from newsroom.publishing.state_token import renew_after_commit

PUBLIC_MODELS = (
    AbstractDocument,
    AbstractImage,
    AbstractRendition,
    ArticleTopic,
    BaseGenericSetting,
    BaseSiteSetting,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Redirect,
    Site,
    Term,
    Withdrawal,
)
# Fields that saving a draft writes. An editor's autosave must not renew the token.
DRAFT_FIELDS = {
    *("draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"),
    *("locked", "locked_at", "locked_by", "owner", "comments", "approved_go_live_at"),
}


@receiver(post_save)
def renew_after_save(sender: type, update_fields=None, **kwargs) -> None:
    """Renew the token when an object that the API shows was saved."""
    if not issubclass(sender, PUBLIC_MODELS):
        return
    if issubclass(sender, Page) and update_fields and set(update_fields) <= DRAFT_FIELDS:
        return
    renew_after_commit()


@receiver(post_delete)
def renew_after_deletion(sender: type, **kwargs) -> None:
    """Renew the token when an object that the API shows was deleted."""
    if issubclass(sender, PUBLIC_MODELS):
        renew_after_commit()


@receiver(m2m_changed, sender=ArticlePage.categories.through)
@receiver(page_published)
@receiver(page_unpublished)
@receiver(post_page_move)
@receiver(statements_created)
def renew_after_other_change(**kwargs) -> None:
    """Renew the token after changes that send neither `post_save` nor `post_delete`."""
    renew_after_commit()
