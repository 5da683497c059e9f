"""What does the newsroom register with Django when it starts?"""

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    """News indexes, statements, categories, topics and everything that publishes them."""

    name = "newsroom"
    verbose_name = "Newsroom"

    def ready(self) -> None:
        from newsroom import signals  # noqa: F401  (connects the receivers)
