"""Editing of pages in two languages: starting, checking, scheduling and unpublishing translations.

The data behind it is in `newsroom.translation`. Within `newsroom.editing`, imports only `rights`.
"""
