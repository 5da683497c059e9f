"""Health of the search indexes: their state, engine outages, and the worker's maintenance tasks.

May import `search.querying` and the rooms below it, not the other rooms beside it
(`search.explain`, `search.statistics`).
"""
