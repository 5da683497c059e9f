"""The rule that decides what is public: dates, restrictions and tree queries.

Every exit for public content applies this rule. This room imports no other room.
"""

from newsroom.visibility.dates import dates_allow, is_expired
from newsroom.visibility.rules import is_public, public

__all__ = ["dates_allow", "is_expired", "is_public", "public"]
