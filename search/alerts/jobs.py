"""What does the worker do for alerts, and how often?"""

from datetime import timedelta

from newsroom.worker.jobs import register_job
from search.alerts import confirmations, digests


def register() -> None:
    """Let the worker send digests and letters, each in a lane of its own: digests may be many."""
    register_job(
        "search_alerts",
        every=timedelta(minutes=10),
        run=digests.work_off,
        next_due=digests.next_due,
        lane="alerts",
    )
    register_job(
        "search_alert_letters",
        every=timedelta(seconds=5),
        run=confirmations.work_off,
        next_due=confirmations.next_due,
        lane="alert_letters",
    )
    register_job("search_alerts_upkeep", every=timedelta(hours=1), run=confirmations.forget)
