"""Models of an office's site besides its news: pages, settings, menus, users and their log-in.

May import `home.colour` and any room of `newsroom` that models may import.
"""

from home.models.attempts import AttemptCount
from home.models.navigation import Navigation
from home.models.office import OfficeSettings
from home.models.pages import HomePage, StandardPage
from home.models.users import User

__all__ = ["AttemptCount", "HomePage", "Navigation", "OfficeSettings", "StandardPage", "User"]
