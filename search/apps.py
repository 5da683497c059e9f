"""The Django application of archive search, which registers its checks, receivers and jobs."""

from datetime import timedelta

from django.apps import AppConfig


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
            every=timedelta(seconds=5),
            run=consumer.consume_due,
            next_due=consumer.next_due,
            lane="search",
        )
        register_job(
            "search_reconcile",
            every=timedelta(hours=6),
            run=maintenance.reconcile_all,
            lane="reconcile",
        )
        register_job(
            "search_requests",
            every=timedelta(seconds=5),
            run=tasks.run_requested_tasks,
            lane="reconcile",
        )
        register_job(
            "search_engines",
            every=timedelta(seconds=30),
            run=engine_outages.check_engines,
            lane="search",
        )
        register_job("search_statistics", every=timedelta(hours=6), run=apply_retention)
        register_job(
            "search_corrections",
            every=timedelta(seconds=15),
            run=maintenance.rebuild_corrected_indexes,
            lane="reconcile",
        )
        rights.register()
        jobs.register()
