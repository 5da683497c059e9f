"""The words of the actions in the office's log that Wagtail does not log itself."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, PageLogEntry

from newsroom.models import Role
from newsroom.publishing import log_entries

WORDS = {
    log_entries.DEACTIVATED: (
        gettext_lazy("Take the log-in away"),
        gettext_lazy("May not log in any more"),
    ),
    log_entries.REACTIVATED: (
        gettext_lazy("Allow the log-in again"),
        gettext_lazy("May log in again"),
    ),
    log_entries.KEY_REVOKED: (
        gettext_lazy("Revoke a key"),
        gettext_lazy("Revoked the key"),
    ),
    log_entries.RENEWED: (
        gettext_lazy("Renew a webhook’s secret"),
        gettext_lazy("Renewed the secret"),
    ),
    log_entries.SENT_AGAIN: (
        gettext_lazy("Send to a webhook again"),
        gettext_lazy("Sent messages again"),
    ),
    log_entries.CALENDAR_MADE: (
        gettext_lazy("Make a calendar’s address"),
        gettext_lazy("Made an address of the calendar"),
    ),
    log_entries.CALENDAR_ENDED: (
        gettext_lazy("End a calendar’s address"),
        gettext_lazy("Ended an address of the calendar"),
    ),
    log_entries.CHECK_ON: (
        gettext_lazy("Switch the editors’ check on"),
        gettext_lazy("Switched the editors’ check on"),
    ),
    log_entries.CHECK_OFF: (
        gettext_lazy("Switch the editors’ check off"),
        gettext_lazy("Switched the editors’ check off"),
    ),
}


class RolesFormatter(LogFormatter):
    """Names the roles before and after."""

    label = gettext_lazy("Change a person’s roles")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        """Return the roles in the active language."""
        data = log_entry.data or {}
        if not data.get("before"):
            return _("Roles: %(after)s") % {"after": _roles(data.get("after", []))}
        values = {"before": _roles(data["before"]), "after": _roles(data.get("after", []))}
        return _("Roles: %(before)s; now: %(after)s") % values


class ImportFormatter(LogFormatter):
    """Names the numbers of what an import wrote."""

    label = gettext_lazy("Import statements")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return the numbers."""
        data = log_entry.data or {}
        values = {name: data.get(name, 0) for name in ("created", "updated", "failed")}
        return _("Imported: %(created)s new, %(updated)s changed, %(failed)s failed") % values


def register_office_log(actions: LogActionRegistry) -> None:
    """Register the actions. A Wagtail hook."""
    for action, (label, message) in WORDS.items():
        actions.register_action(action, label, message)
    actions.register_action(log_entries.ROLES)(RolesFormatter)
    actions.register_action(log_entries.IMPORTED)(ImportFormatter)


def _roles(names: list[str]) -> str:
    labels = dict(Role.choices)
    return ", ".join(str(labels.get(name, name)) for name in names)
