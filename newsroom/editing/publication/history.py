"""The words with which a page's history names decisions about its publication."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import PageLogEntry

from newsroom.publishing.gate import CONSENT_ACTION, REFUSAL_ACTION, sentence


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


def register_publication_log(actions: LogActionRegistry) -> None:
    """Register the decisions that the gate logs. A Wagtail hook."""
    actions.register_action(CONSENT_ACTION)(ConsentFormatter)
    actions.register_action(REFUSAL_ACTION)(RefusalFormatter)


def _objections(log_entry: PageLogEntry) -> str:
    return " ".join(sentence(each) for each in (log_entry.data or {}).get("objections", []))
