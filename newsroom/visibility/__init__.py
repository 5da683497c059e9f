"""The rule that decides what is public: dates, restrictions and tree queries.

Every exit for public content applies this rule. This room imports no other room.
"""

from newsroom.visibility.dates import dates_allow, is_expired, with_dates
from newsroom.visibility.rules import is_public, public

__all__ = ["dates_allow", "is_expired", "is_public", "public", "with_dates"]
