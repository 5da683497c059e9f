"""The public pages of archive search: results, suggestions, feed and the partners' search API.

May import `search.explain`, `search.health`, `search.statistics`, `search.querying` and the rooms
below them.
"""
