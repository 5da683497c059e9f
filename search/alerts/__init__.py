"""E-mail alerts: readers follow a search and receive a digest of new statements.

Saved searches, subscriptions and their pages, the digests, and the worker's jobs. May import
`search.pages` and the rooms below it.
"""
