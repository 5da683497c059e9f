"""Which changes can be seen through the API? Receivers only say that something has changed."""

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

SHOWN = (
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
# What saving a draft writes into the page's row; an editor's autosave must change nothing here.
DRAFT_FIELDS = {
    *("draft_title", "has_unpublished_changes", "latest_revision", "latest_revision_created_at"),
    *("locked", "locked_at", "locked_by", "owner", "comments", "approved_go_live_at"),
}


@receiver(post_save)
def saved(sender: type, update_fields=None, **kwargs) -> None:
    """Something was saved."""
    if not issubclass(sender, SHOWN):
        return
    if issubclass(sender, Page) and update_fields and set(update_fields) <= DRAFT_FIELDS:
        return
    renew_after_commit()


@receiver(post_delete)
def deleted(sender: type, **kwargs) -> None:
    """Something was deleted."""
    if issubclass(sender, SHOWN):
        renew_after_commit()


@receiver(m2m_changed, sender=ArticlePage.categories.through)
@receiver(page_published)
@receiver(page_unpublished)
@receiver(post_page_move)
@receiver(statements_created)
def changed(**kwargs) -> None:
    """Something else changed that can be seen."""
    renew_after_commit()
