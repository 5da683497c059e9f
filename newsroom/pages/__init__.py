"""Public pages: statements, lists with filters, sitemaps, metadata and previews.

This room imports feeds and the rooms below it, but neither partners nor importing.
"""
