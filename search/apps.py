"""The Django application of archive search, which registers its checks, receivers and jobs."""

from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    """Archive search of public statements."""

    name = "search"
    label = "archive_search"
    verbose_name = "Archive search"

    def ready(self) -> None:
        import search.checks
        import search.indexing.outbox  # noqa: F401  (connects the receivers)
        from newsroom.worker.jobs import register_job
        from search.alerts import jobs
        from search.curation import rights
        from search.health import engine_outages, maintenance, tasks
        from search.indexing import consumer
        from search.statistics.retention import apply_retention

        register_job(
            "search_outbox",
            label=_("Telling search what has changed"),
            every=timedelta(seconds=5),
            run=consumer.consume_due,
            next_due=consumer.next_due,
            lane="search",
        )
        register_job(
            "search_reconcile",
            label=_("Comparing the search index with the statements"),
            every=timedelta(hours=6),
            run=maintenance.reconcile_all,
            lane="reconcile",
        )
        register_job(
            "search_requests",
            label=_("Rebuilding search indexes on request"),
            every=timedelta(seconds=5),
            run=tasks.run_requested_tasks,
            lane="reconcile",
        )
        register_job(
            "search_engines",
            label=_("Checking whether search answers"),
            every=timedelta(seconds=30),
            run=engine_outages.check_engines,
            lane="search",
        )
        register_job(
            "search_statistics",
            label=_("Deleting old search statistics"),
            every=timedelta(hours=6),
            run=apply_retention,
        )
        register_job(
            "search_corrections",
            label=_("Applying corrections of search words"),
            every=timedelta(seconds=15),
            run=maintenance.rebuild_corrected_indexes,
            lane="reconcile",
        )
        rights.register()
        jobs.register()
