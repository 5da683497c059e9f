"""The one rule of what is public now, and the tree and restriction queries that it needs.

Every exit asks this room. It imports no other room.
"""

from newsroom.visibility.rules import (
    dates_allow,
    is_expired,
    is_public,
    public,
)

__all__ = ["dates_allow", "is_expired", "is_public", "public"]
