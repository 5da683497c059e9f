"""How does an editor reach the other language from a page whose form is locked?

A scheduled page, or one in moderation, takes no clicks inside its form; its header does.
"""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page


def translation_button(page: Page, user, view_name: str, next_url: str = "") -> Iterator[Button]:
    """Offer the page's translation in the menu of its header."""
    if page.depth > 1 and page.permissions_for_user(user).can_edit():
        yield Button(
            _("Translation"),
            reverse("newsroom_translation", args=[page.pk]),
            icon_name="wagtail-localize-language",
            priority=25,
        )
