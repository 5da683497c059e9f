"""Configuration of the app `home`."""

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    """Home and standard pages, the office's settings, its navigation and the log-in."""

    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        """Register the system checks, receivers, the presenters of pages and their forms."""
        import home.checks
        import home.offices.receivers
        import home.pages.presenters  # noqa: F401
        from home.models import HomePage, StandardPage
        from home.signin.session_times import begin
        from newsroom.editing.schedule_form import ScheduleForm

        HomePage.base_form_class = StandardPage.base_form_class = ScheduleForm
        self._register_log_in()
        user_logged_in.connect(begin, dispatch_uid="home.signin.begin")

    @staticmethod
    def _register_log_in() -> None:
        from datetime import timedelta

        from home.signin.factor_secrets import reencrypt
        from home.signin.upkeep import delete_expired
        from newsroom.encryption.reencryption import register
        from newsroom.worker.jobs import register_job

        register("second factors", reencrypt)

        register_job(
            "signin",
            label=_("Deleting expired sessions and counts of log-ins"),
            every=timedelta(hours=1),
            run=delete_expired,
        )
