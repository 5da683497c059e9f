"""What does an office's site consist of, besides its news?"""

from home.models.navigation import Navigation
from home.models.office import OfficeSettings
from home.models.pages import HomePage, StandardPage
from home.models.users import User

__all__ = ["HomePage", "Navigation", "OfficeSettings", "StandardPage", "User"]
