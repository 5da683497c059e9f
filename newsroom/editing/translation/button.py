"""Buttons for the translation of a page, in its header and in its menu in lists of pages.

The form of a scheduled page, or of one in moderation, is locked and accepts no clicks. The header
does. These buttons replace those of Wagtail Localize, which cost two queries for each page of a
list.
"""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail_localize.models import Translation


def translation_button(page: Page, user, view_name: str, next_url: str = "") -> Iterator[Button]:
    """Yield the button to the page's translation, for users who may edit the page."""
    if page.depth > 1 and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Translation"),
            reverse("newsroom_translation", args=[page.pk]),
            icon_name="wagtail-localize-language",
            priority=25,
        )


def synchronisation_button(
    page: Page, user, view_name: str, next_url: str = ""
) -> Iterator[Button]:
    """Yield the button that updates translations made by segments from the page."""
    if page.depth == 1 or not user.has_perm("wagtail_localize.submit_translation"):
        return
    translations = Translation.objects.filter(
        source__object_id=page.translation_key,
        source__specific_content_type=ContentType.objects.get_for_model(page.specific_class),
        source__locale_id=page.locale_id,
        enabled=True,
    )
    source_id = translations.values_list("source_id", flat=True).first()
    if source_id is not None:
        yield Button(
            _("Sync translated pages"),
            reverse("wagtail_localize:update_translations", args=[source_id]),
            icon_name="resubmit",
            priority=60,
        )


def translation_entry(page: Page, user, next_url: str | None = None) -> Iterator[Button]:
    """Yield the entry of a list's menu that opens the page's translation. No query."""
    yield from translation_button(page, user, "listing")
