"""Configuration of the project as a Django app."""

from django.apps import AppConfig
from django.conf import settings


class LecternConfig(AppConfig):
    """The project as an app, which registers its system checks and translations."""

    name = "config"
    label = "lectern"
    verbose_name = "Lectern"

    def ready(self) -> None:
        # Importing these registers the system checks and connects a receiver.
        from config import checks  # noqa: F401
        from config.observability import change_log  # noqa: F401

        if settings.SENTRY_DSN:
            from config.observability import error_reports

            error_reports.start(settings.SENTRY_DSN)
        if settings.WAGTAILFRONTENDCACHE:
            self._register_purge()

    @staticmethod
    def _register_purge() -> None:
        from datetime import timedelta

        from config.http.proxy_purge import purge_changed
        from newsroom.worker.jobs import register_job

        register_job(
            "proxy_purge", every=timedelta(seconds=0.25), run=purge_changed, lane="proxy_purge"
        )
