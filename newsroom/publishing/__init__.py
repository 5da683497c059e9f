"""Publication of pages: schedule, withdrawals, links to drafts, and notification of changes.

The state token and the change signal tell caches, the search index and partners that public content
may have changed. This room imports models, translation and visibility, and no room above it.
"""
