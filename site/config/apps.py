"""Configuration of the project as a Django app."""

from django.apps import AppConfig


class LecternConfig(AppConfig):
    """The project as an app, which registers its system checks and translations."""

    name = "config"
    label = "lectern"
    verbose_name = "Lectern"

    def ready(self) -> None:
        from config import checks  # noqa: F401  (registers the system checks)
