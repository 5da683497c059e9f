"""The panel of a page's form that names the embargo, and the message after saving."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import Panel
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from newsroom.publishing.embargoes import embargo_end, may_set
from newsroom.translation.dates import format_office_time


class EmbargoPanel(Panel):
    """The end of the embargo with its zone, and the button to the page that sets it.

    The moment is no field of the page's form, which saves itself while an editor types: a half
    typed moment would shorten an embargo.
    """

    class BoundPanel(Panel.BoundPanel):
        template_name = "newsroom/admin/embargo_panel.html"

        def is_shown(self) -> bool:
            """Return whether the page is saved."""
            return self.instance.pk is not None

        def get_context_data(self, parent_context=None) -> dict:
            """Add the end of the embargo, and the go-live time if it is earlier."""
            context = super().get_context_data(parent_context)
            until = embargo_end(self.instance)
            go_live = self.instance.go_live_at
            context["page"] = self.instance
            context["until"] = until
            context["go_live_is_earlier"] = bool(until and go_live and go_live < until)
            return context


def embargo_button(page: Page, user, view_name: str, next_url: str = "") -> Iterator[Button]:
    """Yield the button to the embargo of a page."""
    if page.depth > 2 and page.alias_of_id is None and may_set(page, user):
        yield Button(
            gettext_lazy("Embargo"),
            reverse("newsroom_embargo_admin", args=[page.pk]),
            icon_name="time",
            priority=27,
        )


def tell_embargo(request: HttpRequest, page: Page) -> None:
    """Say after saving that the embargo holds back what is published or scheduled."""
    if "application/json" in request.headers.get("Accept", ""):
        return  # an autosave: the message would appear on a later page
    until = embargo_end(page)
    if until is None:
        return
    moment = format_office_time(until)
    page.refresh_from_db(fields=["live"])
    if page.live:
        text = _("Published under embargo: nobody can read it before %(moment)s.")
    else:
        text = _("Under embargo: even when published, nobody can read it before %(moment)s.")
    messages.info(request, text % {"moment": moment})
