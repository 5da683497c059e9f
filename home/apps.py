"""Configuration of the app `home`."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Home and standard pages, the office's settings and its navigation."""

    name = "home"
    verbose_name = "Home"

    def ready(self) -> None:
        """Register the system checks, the presenters of pages and their forms."""
        import home.checks
        import home.pages.presenters  # noqa: F401
        from home.models import HomePage, StandardPage
        from newsroom.editing.schedule_form import ScheduleForm

        HomePage.base_form_class = StandardPage.base_form_class = ScheduleForm
