"""The entry "Publish as a correction" in the menu of the statement's form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.models import Page

from newsroom.models import ArticlePage

NAME = "action-correct"


class CorrectionMenuItem(ActionMenuItem):
    """Saves the form as a draft and leads to the form of the correction."""

    name = NAME
    label = _("Publish as a correction…")
    icon_name = "edit"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Return whether the user may publish the statement, which is public."""
        page = context.get("page")
        return (
            context["view"] == "edit"
            and isinstance(page, ArticlePage)
            and page.live
            and not context["locked_for_user"]
            and self.get_user_page_permissions_tester(context).can_publish()
        )


def go_on_to_correction(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Lead from the saved draft to the form of the correction, where the editor chose that."""
    if request.method == "POST" and request.POST.get(NAME) and isinstance(page, ArticlePage):
        return redirect("newsroom_correct", page.pk)
    return None
