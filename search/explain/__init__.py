"""Explanations of why a query finds a statement or does not, and trials of lemma corrections.

May import `search.querying` and the rooms below it, not the other rooms beside it
(`search.health`, `search.statistics`).
"""
