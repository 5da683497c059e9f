"""The worker's jobs for e-mail alerts."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from newsroom.worker.jobs import register_job
from search.alerts import confirmations, digests


def register() -> None:
    """Register the jobs; digests have a lane of their own, since there may be many of them."""
    register_job(
        "search_alerts",
        label=_("Sending new results by e-mail"),
        every=timedelta(minutes=10),
        run=digests.run,
        next_due=digests.next_due,
        lane="alerts",
    )
    register_job(
        "search_alert_letters",
        label=_("Sending confirmations of e-mail alerts"),
        every=timedelta(seconds=5),
        run=confirmations.run,
        next_due=confirmations.next_due,
        lane="alert_letters",
    )
    register_job(
        "search_alerts_upkeep",
        label=_("Deleting e-mail alerts that were not confirmed"),
        every=timedelta(hours=1),
        run=confirmations.delete_expired_alerts,
    )
