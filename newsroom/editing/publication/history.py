"""The words with which a page's history names decisions about its publication."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

from newsroom.editing.publication.exemptions import EXEMPTION_ACTION
from newsroom.publishing.gate import ALLOWED_ACTION, CONSENT_ACTION, REFUSAL_ACTION, sentence

RELEASE_ACTION = "newsroom.election.released"


class RefusalFormatter(LogFormatter):
    """Names why a page was not published."""

    label = gettext_lazy("Refuse to publish")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return the refusal with the objections, in the active language."""
        refusal = _("Not published.")
        return f"{refusal} {_objections(log_entry)}"


class ConsentFormatter(LogFormatter):
    """Names what a person knew when they published a page all the same."""

    label = gettext_lazy("Publish all the same")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return the decision with the objections, in the active language."""
        decision = _("Decided to publish it all the same.")
        return f"{decision} {_objections(log_entry)}"


class AllowedFormatter(LogFormatter):
    """Names why a page was published during an election period."""

    label = gettext_lazy("Publish during an election period")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return why it was allowed, in the active language."""
        reasons = {
            "category": _("Allowed during the election period by its category."),
            "page": _("Allowed during the election period by the operator."),
            "exemption": _("Allowed during the election period by an exemption."),
        }
        return reasons.get((log_entry.data or {}).get("by", ""), "")


class ExemptionFormatter(LogFormatter):
    """Names the reason of an exemption from an election period."""

    label = gettext_lazy("Exempt from an election period")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return the reason, in the words of who gave it."""
        given = (log_entry.data or {}).get("reason", "")
        return _("Exempt from the election period: %(reason)s") % {"reason": given}


class ReleaseFormatter(LogFormatter):
    """Names the deleted election period that had held the page."""

    label = gettext_lazy("Release after an election period")

    def format_message(self, log_entry: PageLogEntry) -> str:
        """Return the name of the period."""
        name = (log_entry.data or {}).get("period", "")
        return _("Released, because the election period “%(name)s” was deleted.") % {"name": name}


def register_publication_log(actions: LogActionRegistry) -> None:
    """Register the decisions that the gate logs. A Wagtail hook."""
    actions.register_action(CONSENT_ACTION)(ConsentFormatter)
    actions.register_action(REFUSAL_ACTION)(RefusalFormatter)
    actions.register_action(ALLOWED_ACTION)(AllowedFormatter)
    actions.register_action(EXEMPTION_ACTION)(ExemptionFormatter)
    actions.register_action(RELEASE_ACTION)(ReleaseFormatter)


def _objections(log_entry: PageLogEntry) -> str:
    return " ".join(sentence(each) for each in (log_entry.data or {}).get("objections", []))
