"""Bulk actions on statements that Wagtail does not have.

Within `newsroom.editing`, imports `replacing` and `rights`.
"""
