"""Configuration of the app `home`."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Home and standard pages, the office's settings, its navigation and the log-in."""

    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        """Register the system checks, the presenters of pages and their forms."""
        import home.checks
        import home.pages.presenters  # noqa: F401
        from home.models import HomePage, StandardPage
        from newsroom.editing.schedule_form import ScheduleForm

        HomePage.base_form_class = StandardPage.base_form_class = ScheduleForm
        self._register_jobs()

    @staticmethod
    def _register_jobs() -> None:
        from datetime import timedelta

        from home.signin.upkeep import delete_expired
        from newsroom.worker.jobs import register_job

        register_job(
            "signin",
            label=_("Deleting expired sessions and counts of log-ins"),
            every=timedelta(hours=1),
            run=delete_expired,
        )
