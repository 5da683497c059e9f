"""App configuration of the newsroom: receivers, jobs and permissions."""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """The app with news indexes, statements, categories and topics."""

    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        # Importing these modules connects their signal receivers and registers their checks.
        import newsroom.blocks.checks
        import newsroom.counting.receivers
        import newsroom.editing.mail.mentions
        import newsroom.editing.mail.receivers
        import newsroom.editing.page_forms
        import newsroom.editing.page_search.receivers
        import newsroom.importing.redirects
        import newsroom.pages.news_index
        import newsroom.pages.statement
        import newsroom.partners.changes.receivers
        import newsroom.publishing.gate_receivers
        import newsroom.publishing.log_offices
        import newsroom.publishing.receivers
        import newsroom.publishing.state_receivers  # noqa: F401

        self._register_jobs()
        self._register_permissions()
        self._report_faults()

    @staticmethod
    def _register_jobs() -> None:
        from datetime import timedelta

        from django.utils.translation import gettext_lazy as _

        from newsroom.caching import state_token
        from newsroom.counting import upkeep as counting
        from newsroom.links.checking import check_links
        from newsroom.media import rendition_requests
        from newsroom.media.camera_data_removal import remove_pending
        from newsroom.media.renditions import prepare_pending
        from newsroom.partners.api.rate_limits import prune_windows
        from newsroom.partners.changes import compaction, sequencing
        from newsroom.partners.webhooks import delivery
        from newsroom.publishing.draft_links import prune_previews
        from newsroom.publishing.schedule import next_due, run_schedule
        from newsroom.translation.memory import remember_pairs
        from newsroom.worker.jobs import register_job

        register_job(
            "publish",
            label=_("Publishing and taking down at the planned time"),
            every=timedelta(seconds=10),
            run=lambda: str(run_schedule()),
            next_due=next_due,
            lane="publish",
        )
        register_job(
            "renditions",
            label=_("Making sizes of pictures"),
            every=timedelta(seconds=30),
            run=prepare_pending,
            next_due=rendition_requests.next_due,
            lane="renditions",
        )
        register_job(
            "camera_data",
            label=_("Removing the camera’s data from earlier pictures"),
            every=timedelta(minutes=1),
            run=remove_pending,
            lane="renditions",
        )
        register_job(
            "changes",
            label=_("Listing changes for partners"),
            every=timedelta(seconds=2),
            run=sequencing.sequence_all,
            next_due=sequencing.next_due,
            lane="changes",
        )
        register_job(
            "changes_upkeep",
            label=_("Checking the list of changes"),
            every=timedelta(hours=6),
            run=lambda: "; ".join(filter(None, [sequencing.reconcile(), compaction.compact()])),
            lane="changes",
        )
        register_job(
            "webhooks",
            label=_("Calling partners’ webhooks"),
            every=timedelta(seconds=3),
            run=delivery.deliver_due,
            lane="webhooks",
        )
        register_job(
            "counts",
            label=_("Counting statements for lists"),
            every=timedelta(seconds=5),
            run=counting.count_changes,
            lane="counts",
        )
        register_job(
            "counts_upkeep",
            label=_("Checking the counts of statements"),
            every=timedelta(hours=6),
            run=counting.reconcile,
            lane="counts",
        )
        register_job(
            "content_changes",
            label=_("Tidying up records of changes"),
            every=timedelta(minutes=10),
            run=state_token.compact,
        )
        register_job(
            "api_counts",
            label=_("Tidying up counts of API requests"),
            every=timedelta(minutes=10),
            run=prune_windows,
        )
        register_job(
            "previews",
            label=_("Ending old links to drafts"),
            every=timedelta(minutes=10),
            run=prune_previews,
        )
        register_job(
            "links",
            label=_("Checking links to other sites"),
            every=timedelta(minutes=1),
            run=check_links,
            lane="links",
        )
        register_job(
            "memory",
            label=_("Remembering translated paragraphs"),
            every=timedelta(minutes=1),
            run=remember_pairs,
            lane="counts",
        )

    @staticmethod
    def _report_faults() -> None:
        from newsroom.faults.parts import part_left_out
        from newsroom.worker.left_out_parts import record_left_out

        part_left_out.connect(record_left_out, dispatch_uid="newsroom.left_out_parts")

    @staticmethod
    def _register_permissions() -> None:
        from wagtail.permission_policies.sites import SitePermissionPolicy
        from wagtail.permissions import register_permission_policy

        from newsroom.editing.management.people_rights import register_people
        from newsroom.editing.management.redirects import register_redirects
        from newsroom.encryption.reencryption import register_columns
        from newsroom.models import Category, PartnerKey, Topic, WebhookEndpoint

        register_columns(
            "newsroom.WebhookEndpoint", "encrypted_secret", "encrypted_previous_secret"
        )
        for model in (Category, PartnerKey, Topic, WebhookEndpoint):
            register_permission_policy(model, SitePermissionPolicy(model))
        register_redirects()
        register_people()
