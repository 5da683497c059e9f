"""Keeping the indexes up to date: the outbox, its consumer, rebuilds and comparisons.

Reads statements from the database, builds their entries and writes them to every engine. May import
`search.curation`, `search.engines` and the rooms below these.
"""
