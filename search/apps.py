"""What does archive search register with Django when it starts?"""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """The archive search of public statements."""

    name = "search"
    label = "archive_search"
    verbose_name = "Archive search"
