"""Entries of embargoes and journalists' links in the history of a page."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

from newsroom.publishing import embargo_links, embargoes


class _EmbargoFormatter(LogFormatter):
    """Names the moments before and after, and shows the reason as the comment."""

    message = gettext_lazy("Changed the embargo")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return what was done, with both moments."""
        before, until = (log_entry.data.get(name, "") for name in ("before", "until"))
        if before and until:
            return _("Moved the embargo from %(before)s to %(until)s") % {
                "before": before,
                "until": until,
            }
        if until:
            return _("Set an embargo until %(until)s") % {"until": until}
        return _("Lifted the embargo until %(before)s") % {"before": before}

    def format_comment(self, log_entry: PageLogEntry) -> str:
        """Return the reason."""
        return str(log_entry.data.get("reason", ""))


class _LinkFormatter(LogFormatter):
    """Names the journalist."""

    def format_comment(self, log_entry: PageLogEntry) -> str:
        """Return the journalist's name."""
        return str(log_entry.data.get("name", ""))


def register_embargo_actions(actions: LogActionRegistry) -> None:
    """Register the entries with their labels."""
    labels = {
        embargoes.SET: gettext_lazy("Set an embargo"),
        embargoes.EXTENDED: gettext_lazy("Extend the embargo"),
        embargoes.SHORTENED: gettext_lazy("Shorten the embargo"),
        embargoes.LIFTED: gettext_lazy("Lift the embargo"),
    }
    for action, label in labels.items():
        actions.register_action(action)(
            type("EmbargoFormatter", (_EmbargoFormatter,), {"label": label})
        )
    links = {
        embargo_links.MADE: (
            gettext_lazy("Make a journalist's link"),
            gettext_lazy("Made a link for a journalist"),
        ),
        embargo_links.REVOKED: (
            gettext_lazy("End a journalist's link"),
            gettext_lazy("Ended a journalist's link"),
        ),
    }
    for action, (label, message) in links.items():
        actions.register_action(action)(
            type("LinkFormatter", (_LinkFormatter,), {"label": label, "message": message})
        )
