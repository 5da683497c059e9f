"""What does the installation itself register with Django?"""

from django.apps import AppConfig


class LecternConfig(AppConfig):
    """The project as an app, so that its checks and its catalogue are found."""

    name = "config"
    label = "lectern"
    verbose_name = "Lectern"

    def ready(self) -> None:
        from config import checks  # noqa: F401  (registers the system checks)
