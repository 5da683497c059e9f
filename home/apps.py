"""Configuration of the app `home`."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home and standard pages, the office's settings and its navigation."""

    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        """Register the system checks and the presenters of pages."""
        import home.checks
        import home.pages.presenters  # noqa: F401
