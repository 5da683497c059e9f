"""What does archive search register with Django when it starts?"""

from datetime import timedelta

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The archive search of public statements."""

    name = "search"
    label = "archive_search"
    verbose_name = "Archive search"

    def ready(self) -> None:
        import search.checks
        import search.indexing.outbox  # noqa: F401  (connects the receivers)
        from newsroom.worker.jobs import register_job
        from search.alerts import jobs
        from search.curation import rights
        from search.health import outages, tasks, upkeep
        from search.indexing import consumer
        from search.statistics.retention import tidy_up

        register_job(
            "search_outbox",
            every=timedelta(seconds=5),
            run=consumer.consume_due,
            next_due=consumer.next_due,
            lane="search",
        )
        register_job(
            "search_reconcile", every=timedelta(hours=6), run=upkeep.keep_up, lane="reconcile"
        )
        register_job(
            "search_requests",
            every=timedelta(seconds=5),
            run=tasks.work_off_requests,
            lane="reconcile",
        )
        register_job(
            "search_engines", every=timedelta(seconds=30), run=outages.watch, lane="search"
        )
        register_job("search_statistics", every=timedelta(hours=6), run=tidy_up)
        register_job(
            "search_corrections",
            every=timedelta(seconds=15),
            run=upkeep.follow_corrections,
            lane="reconcile",
        )
        rights.register()
        jobs.register()
