"""The one rule of what is public now: dates, restrictions and tree queries.

Every exit asks this room. It imports no other room.
"""

from newsroom.visibility.dates import dates_allow, is_expired
from newsroom.visibility.rules import is_public, public

__all__ = ["dates_allow", "is_expired", "is_public", "public"]
