"""Statistics of what readers search for: counting, retention and reports.

No row says who searched. May import `search.querying` and the rooms below it, not the other rooms
beside it (`search.explain`, `search.health`).
"""
