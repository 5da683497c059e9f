"""Record of an editor's statement that both languages say the same."""

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import Page

from newsroom.publishing.pair_acts import HOLD_ACTION, RELEASE_ACTION
from newsroom.translation.locales import language_of
from newsroom.translation.origins import mark_as_equal
from newsroom.translation.pair_state import pair_state

LOG_ACTION = "newsroom.both_languages_equal"
FIELD = "says_the_same"


def record_equality(request: HttpRequest, page: Page, *, other: Page) -> None:
    """Record that the latest versions of both pages say the same, and log who said so."""
    mark_as_equal(page, other=other)
    for each in (page, other):
        log(instance=each, action=LOG_ACTION, user=request.user)
    messages.success(request, _("Recorded: both languages say the same."))


def record_equality_of_saved_page(request: HttpRequest, page: Page) -> None:
    """Record it if the editor ticked so in the page's form. A Wagtail hook after saving."""
    if not request.POST.get(FIELD) or "application/json" in request.headers.get("Accept", ""):
        return
    page = Page.objects.get(pk=page.pk)
    other = pair_state(page).other(language_of(page)).page
    if other is not None:
        record_equality(request, page, other=other)


def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the entry of the page's history."""
    actions.register_action(
        HOLD_ACTION,
        gettext_lazy("Hold for the other language"),
        gettext_lazy("Waits for the other language"),
    )
    actions.register_action(
        RELEASE_ACTION,
        gettext_lazy("End of a hold"),
        gettext_lazy("No longer waits for the other language"),
    )
    actions.register_action(
        LOG_ACTION,
        gettext_lazy("Both languages equal"),
        gettext_lazy("Both languages say the same"),
    )
