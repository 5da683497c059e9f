"""What does the newsroom register with Django when it starts?"""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """News indexes, statements, categories, topics and everything that publishes them."""

    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        from newsroom import signals  # noqa: F401  (connects the receivers)
        from newsroom.api import state_signals  # noqa: F401  (likewise)
        from newsroom.changes import noting  # noqa: F401  (likewise)
        from newsroom.importing import redirects  # noqa: F401  (likewise)

        self._register_jobs()
        self._register_permissions()

    @staticmethod
    def _register_jobs() -> None:
        from datetime import timedelta

        from newsroom.api.limits import prune_windows
        from newsroom.changes import compacting, sequencing
        from newsroom.previewing import prune_previews
        from newsroom.renditions import prepare_pending
        from newsroom.scheduling import next_due, run_schedule
        from newsroom.webhooks import delivering
        from newsroom.worker import register_job

        register_job(
            "publish",
            every=timedelta(seconds=10),
            run=lambda: str(run_schedule()),
            next_due=next_due,
            lane="publish",
        )
        register_job(
            "renditions", every=timedelta(seconds=30), run=prepare_pending, lane="renditions"
        )
        register_job(
            "changes",
            every=timedelta(seconds=2),
            run=sequencing.work_off,
            next_due=sequencing.next_due,
            lane="changes",
        )
        register_job(
            "changes_upkeep",
            every=timedelta(hours=6),
            run=lambda: "; ".join(filter(None, [sequencing.reconcile(), compacting.compact()])),
            lane="changes",
        )
        register_job(
            "webhooks", every=timedelta(seconds=3), run=delivering.work_off, lane="webhooks"
        )
        register_job("api_counts", every=timedelta(minutes=10), run=prune_windows)
        register_job("previews", every=timedelta(minutes=10), run=prune_previews)

    @staticmethod
    def _register_permissions() -> None:
        from wagtail.permission_policies.sites import SitePermissionPolicy
        from wagtail.permissions import register_permission_policy

        from newsroom.models import Category, PartnerKey, Topic, WebhookEndpoint

        for model in (Category, PartnerKey, Topic, WebhookEndpoint):
            register_permission_policy(model, SitePermissionPolicy(model))
