"""Button for the translation view in a page's header.

The form of a scheduled page, or of one in moderation, is locked and accepts no clicks. The header
does.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page


def translation_button(page: Page, user, view_name: str, next_url: str = "") -> Iterator[Button]:
    """Yield the button to the page's translation, for users who may edit the page."""
    if page.depth > 1 and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Translation"),
            reverse("newsroom_translation", args=[page.pk]),
            icon_name="wagtail-localize-language",
            priority=25,
        )
